"""`pydify-plus doctor`: what stands between this machine and a Dify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from attrs import asdict

from .context import context_of
from .output import plain, visible

if TYPE_CHECKING:
    from pydify_plus.models.diagnosis import Diagnosis

    from .config import Config
    from .output import Output

app = typer.Typer(rich_markup_mode="rich")


@app.command(epilog="Examples:\n\n  pydify-plus doctor\n\n  pydify-plus doctor --profile work --output json")
def doctor(ctx: typer.Context) -> None:
    """Find out what is wrong: with the server, its version, the keys, the app. Nothing is changed by it.

    It says first where each setting comes from. The exit code is 1 when something is not as it has to be.
    """
    context = context_of(ctx)
    output, config = context.output, context.config
    with context.client() as client:
        found = client.diagnose()
    if output.for_people:
        for name, source in _settings(config).items():
            output.note(f"{name}: from {source}", style="dim")
        _print(found, output)
    else:
        output.data({"ok": found.ok, "settings": _settings(config), **plain(asdict(found))})
    if not found.ok:
        raise typer.Exit(1)


def _print(found: Diagnosis, output: Output) -> None:
    if not output.console.is_terminal:
        output.text(str(found))
        return
    from rich.table import Table
    from rich.text import Text

    output.text(found.base_url)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=6, justify="right")
    for check in found.checks:
        detail = [check.detail, *(f"- {one}" for one in found.differences if check.name == "version")]
        mark = Text("ok", "green") if check.ok else Text("FAIL", "bold red")
        grid.add_row(mark, Text(check.name), Text(visible("\n".join(detail))))
    output.console.print(grid)


def _settings(config: Config) -> dict[str, str]:
    unused = dict.fromkeys(config.unused_keys, f"{config.profile!r}, and left out: it is for that profile's own server")
    return {**config.sources, **unused}
