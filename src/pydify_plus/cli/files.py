"""`pydify-plus files`: files for messages and runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import context_of
from .output import plain

app = typer.Typer(help="Upload files for messages and runs.", rich_markup_mode="rich")


@app.callback()
def files() -> None:
    """Upload files for messages and runs."""


@app.command(
    epilog="Examples:\n\n  pydify-plus files upload photo.png\n\n  pydify-plus files upload *.pdf --user alice --output json"
)
def upload(
    ctx: typer.Context,
    file: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What to upload.", show_default=False)],
) -> None:
    """Upload files, and print the ids that messages and runs of the same user take."""
    context = context_of(ctx)
    with (
        context.client(needs="app") as client,
        context.progress("Uploading", total=len(file), unit="files") as progress,
    ):
        uploaded: list[object] = []
        for one in file:
            uploaded.append(plain(client.files.upload_file(one)))
            progress.advance()
    context.output.rows(uploaded, ["id", "name", "size", "mime_type"])
