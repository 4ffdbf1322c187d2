"""`pydify-plus drift`: where another description of Dify's API differs from the one that this package comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from .context import context_of
from .failure import UsageFailure

app = typer.Typer(rich_markup_mode="rich")

_DESCRIPTION = "swagger.json"
"""What a Dify has of its own, below its base URL."""


@app.command(
    epilog="Examples:\n\n  pydify-plus drift\n\n  pydify-plus drift https://dify.example.com/v1/swagger.json --output json\n\n"
    "  pydify-plus drift openapi_service.json --all"
)
def drift(
    ctx: typer.Context,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE or URL]",
            help=f"OpenAPI 3 or Swagger 2, JSON or YAML; {_DESCRIPTION} of the server when left out.",
            show_default=False,
        ),
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A list of differences that are known, in place of the package's own."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the differences that are known, too.")] = False,
) -> None:
    """Compare another description of Dify's API with the one that this package comes from.

    Shown are the differences that the package does not know of: operations, parameters, fields, types. The exit code is 1 when there
    are some, or known ones are gone. Nothing is sent but the request for the description, without a key.
    """
    from pydify_plus._drift.reading import Unreadable
    from pydify_plus._drift.report import as_data, as_text, examine
    from pydify_plus._drift.shipped import known_differences, own_description

    context = context_of(ctx)
    source = other or f"{context.config.base_url}/{_DESCRIPTION}"
    try:
        report = examine(source, ours=own_description(), known=known or known_differences(), **context.connection)
    except Unreadable as error:
        hint = (
            None if other else "not every server has one of its own: give a file, or the URL of a published description"
        )
        raise UsageFailure(str(error), hint=hint, kind="unreadable") from error
    if context.output.for_people:
        context.output.text(as_text(report, with_listed=everything))
    else:
        context.output.data(as_data(report))
    if not report.agrees:
        raise typer.Exit(1)
