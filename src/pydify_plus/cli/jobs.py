"""How commands that run long jobs end."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .batch import show

if TYPE_CHECKING:
    from pydify_plus.bulk import Report

    from .context import Context

PACE = "Pace and report"

Concurrency = Annotated[int, typer.Option(min=1, metavar="N", help="The most requests at once.", rich_help_panel=PACE)]
Rpm = Annotated[
    float | None, typer.Option("--rpm", metavar="N", help="The most requests per minute.", rich_help_panel=PACE)
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write the report to a file too: JSON, or CSV by its name.",
        rich_help_panel=PACE,
    ),
]


def finish(context: Context, found: Report, file: Path | None, *, ok: bool = True) -> None:
    """Print a job's report, write it to a file, and end with the right exit code.

    Args:
        context: The command's.
        found: The report.
        file: Where it is written too.
        ok: Whether all else was well.

    Raises:
        typer.Exit: 130 when it was interrupted, 1 when something failed.
    """
    if file is not None:
        found.write(file)
    show(context, found)
    end(found, ok=ok)


def end(found: Report | None, *, ok: bool = True) -> None:
    """End with the exit code of a report, as `finish` does."""
    if found is not None and found.stopped == "interrupted":
        raise typer.Exit(130)
    if not ok or (found is not None and not found.ok):
        raise typer.Exit(1)


def advised(found: Report, command: str) -> Report:
    """A report that says by which command a job goes on."""
    return found if found.advice is None else replace(found, advice=f"{found.advice}: {command}")


def command_line(without: Iterable[str] = ()) -> str:
    """What was typed, to be typed again."""
    left_out = set(without)
    return shlex.join(["pydify-plus", *(word for word in sys.argv[1:] if word not in left_out)])
