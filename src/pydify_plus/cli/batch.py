"""`pydify-plus batch`: an app run once for each row of a table."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .context import context_of
from .failure import UsageFailure

if TYPE_CHECKING:
    from pydify_plus.bulk import Progress, Report

    from .context import Context
    from .progress import Progress as Bar

app = typer.Typer(name="batch", help="Run an app for each row of a table.", no_args_is_help=True)

_ROWS, _PACE, _RESUME = "Rows and columns", "Pace and limits", "Going on"


class ResponseMode(StrEnum):
    """How runs are waited for."""

    streaming = "streaming"
    blocking = "blocking"


class Invalid(StrEnum):
    """What is done about rows that do not fit."""

    refuse = "refuse"
    fail = "fail"


@app.callback()
def batch() -> None:
    """Run an app for each row of a table."""


@app.command(
    epilog="Examples:\n\n"
    "  pydify-plus batch run reviews.csv --output results.csv\n\n"
    "  pydify-plus batch run reviews.xlsx --output results.parquet --column text=Review --concurrency 16 --rpm 300\n\n"
    "  pydify-plus batch run questions.jsonl --output answers.jsonl --query-column question --sample 50\n\n"
    "Killed or interrupted: the same command again goes on where it was."
)
def run(
    ctx: typer.Context,
    input: Annotated[
        Path,
        typer.Argument(metavar="INPUT", help="The table: .csv, .tsv, .jsonl, .parquet, .xlsx.", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The results: .csv, .tsv, .jsonl or .parquet.", show_default=False
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INPUT=COLUMN",
            help="The column of an input not named like it. May be repeated.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    query_column: Annotated[
        str, typer.Option(metavar="COLUMN", help="For chats: the column with the message.", rich_help_panel=_ROWS)
    ] = "query",
    user_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column with each run's end user.", rich_help_panel=_ROWS)
    ] = None,
    files_column: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="The column with files of the message: a path, a URL or a JSON list.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column for the results; all when left out. May be repeated.",
            rich_help_panel=_ROWS,
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The sheet of an Excel file.", rich_help_panel=_ROWS)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Take the first rows alone.", rich_help_panel=_ROWS)
    ] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Take rows drawn at random.", rich_help_panel=_ROWS)
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed draws other rows.", rich_help_panel=_ROWS)] = 0,
    invalid: Annotated[
        Invalid,
        typer.Option(
            help="Rows that do not fit the app's form: send nothing, or let those fail.", rich_help_panel=_ROWS
        ),
    ] = Invalid.refuse,
    ordered: Annotated[
        bool,
        typer.Option("--ordered", help="Results in the order of the rows, not as runs end.", rich_help_panel=_ROWS),
    ] = False,
    concurrency: Annotated[
        int,
        typer.Option("--concurrency", "-c", min=1, metavar="N", help="The most runs at once.", rich_help_panel=_PACE),
    ] = 8,
    rpm: Annotated[
        float | None, typer.Option(metavar="N", help="The most requests per minute.", rich_help_panel=_PACE)
    ] = None,
    budget_tokens: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="End when the runs have used so many tokens.", rich_help_panel=_PACE),
    ] = None,
    max_failures: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="End after so many failed rows.", rich_help_panel=_PACE)
    ] = None,
    response_mode: Annotated[
        ResponseMode,
        typer.Option(
            help="streaming knows a run's id from its beginning, so that a lost answer is found again.",
            rich_help_panel=_PACE,
        ),
    ] = ResponseMode.streaming,
    workflow_id: Annotated[
        str | None, typer.Option(metavar="ID", help="The published version to run.", rich_help_panel=_PACE)
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The journal; OUT.journal when left out.", rich_help_panel=_RESUME),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Run the failed rows again.", rich_help_panel=_RESUME)
    ] = False,
    repeat_unknown: Annotated[
        bool,
        typer.Option(
            "--repeat-unknown",
            help="Run those again whose answer was lost. They may have run.",
            rich_help_panel=_RESUME,
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Begin anew although OUT is there.", rich_help_panel=_RESUME)
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the report to a file too: JSON, or CSV by its name.", rich_help_panel=_RESUME
        ),
    ] = None,
) -> None:
    """Run a workflow, chat or completion app once for each row of INPUT, and write the results to OUT.

    Columns become inputs by their name. OUT can be read while the job runs. Exit code 1 when a row failed or is left undone.
    """
    from pydify_plus.bulk import Control, run_batch

    context = context_of(ctx)
    control = Control()
    with context.client("app") as client, context.progress("Running rows", unit="rows") as bar:
        found = run_batch(
            client,
            input,
            output,
            control=control,
            columns=_columns(column or []),
            query_column=query_column,
            user_column=user_column,
            files_column=files_column,
            keep=keep or None,
            sheet=sheet,
            limit=limit,
            sample=sample,
            seed=seed,
            invalid=invalid.value,
            ordered=ordered,
            concurrency=concurrency,
            rpm=rpm,
            budget_tokens=budget_tokens,
            max_failures=max_failures,
            response_mode=response_mode.value,
            workflow_id=workflow_id,
            journal=journal,
            retry_failed=retry_failed,
            repeat_unknown=repeat_unknown,
            overwrite=overwrite,
            on_progress=Shown(bar),
            advice=f"`{_command()}`",
        )
    if found.advice is not None:
        found = replace(found, advice=re.sub(r"with (retry|repeat)_(\w+)", r"with --\1-\2", found.advice))
    if report is not None:
        found.write(report)
    show(context, found)
    if found.stopped == "interrupted":
        raise typer.Exit(130)
    if not found.ok:
        raise typer.Exit(1)


class Shown:
    """Shows a job's progress on the bar.

    Args:
        bar: It.
    """

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._ended: int = 0
        self._failed: int = 0
        self._told: str | None = None
        self._paused = False

    def __call__(self, progress: Progress) -> None:
        if progress.total is not None and self._bar.total != progress.total:
            self._bar.total = progress.total
        failed = progress.failed + progress.unknown
        if progress.ended != self._ended or failed != self._failed:
            self._bar.advance(progress.ended - self._ended, failed=failed - self._failed)
            self._ended, self._failed = progress.ended, failed
        if progress.stopping is not None and progress.stopping != self._told:
            self._told = progress.stopping
            self._bar.say(
                f"Stopping: {progress.stopping}. {progress.in_flight} in flight are finished first; Ctrl-C leaves them at once."
            )
        if progress.paused > 5 and not self._paused:
            self._bar.say(f"Dify asks for a pause: going on in {progress.paused:.0f} s.")
        self._paused = progress.paused > 0


def show(context: Context, report: Report) -> None:
    """Print a job's report.

    Args:
        context: The command's.
        report: It.
    """
    if not context.output.for_people:
        context.output.data(report.to_dict())
        return
    context.output.record(dict(report.rows()))
    for failure in report.examples[:5]:
        context.output.note(f"{failure.key}: {failure.error}", style="red")


def _columns(given: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in given:
        name, sign, column = pair.partition("=")
        if not sign or not name or not column:
            raise UsageFailure(f"--column {pair!r}: give INPUT=COLUMN, such as text=Review")
        columns[name] = column
    return columns


def _command() -> str:
    """What was typed, to be typed again."""
    words: list[Any] = [
        word for word in sys.argv[1:] if word not in ("--retry-failed", "--repeat-unknown", "--overwrite")
    ]
    return shlex.join(["pydify-plus", *words])
