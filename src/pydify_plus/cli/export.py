"""`pydify-plus export`: what Dify keeps, in tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .batch import Shown
from .context import context_of
from .failure import UsageFailure
from .jobs import Concurrency, ReportFile, Rpm, command_line, finish

if TYPE_CHECKING:
    from pydify_plus.bulk import Report

app = typer.Typer(
    help="Export conversations, messages, feedback, annotations, logs, documents and segments to tables.",
    rich_markup_mode="rich",
    no_args_is_help=True,
)

Output = Annotated[
    Path,
    typer.Option("--output", metavar="OUT", help="The table: .jsonl, .csv, .tsv or .parquet.", show_default=False),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Only what was made (conversations, segments: changed) from then on; UTC without a zone."
    ),
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Only what was made before then.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Export anew although OUT is there.")]
Append = Annotated[
    bool,
    typer.Option(
        "--append",
        help="Add to OUT what it lacks. Without --since, messages and logs are read from a day before its newest row.",
    ),
]
Users = Annotated[list[str] | None, typer.Argument(metavar="USER...", help="The end users.", show_default=False)]
UsersFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A file with an end user in each line, beside or in place of USER.")
]
Dataset = Annotated[
    str, typer.Argument(metavar="DATASET", help="The knowledge base: its name or id.", show_default=False)
]

_GO_ON = "Killed or interrupted: the same command again goes on, without losing or doubling a row."


@app.command(
    epilog="Examples:\n\n  pydify-plus export conversations alice bob --output conversations.csv\n\n"
    f"  pydify-plus export conversations --users-file users.txt --output all.jsonl --since 2026-11-01\n\n{_GO_ON}"
)
def conversations(
    ctx: typer.Context,
    output: Output,
    users: Users = None,
    users_file: UsersFile = None,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    concurrency: Concurrency = 8,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the conversations of end users."""
    from pydify_plus.bulk import export_conversations

    chosen = _users(users, users_file)
    _export(
        ctx,
        export_conversations,
        (chosen, output),
        needs="app",
        unit="users",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        concurrency=concurrency,
        rpm=rpm,
        report=report,
    )


@app.command(
    epilog="Examples:\n\n  pydify-plus export messages alice bob --output messages.jsonl\n\n"
    f"  pydify-plus export messages --users-file users.txt --output november.parquet --since 2026-11-01 --until 2026-12-01\n\n"
    f"  pydify-plus export messages alice --output messages.jsonl --append\n\n{_GO_ON}"
)
def messages(
    ctx: typer.Context,
    output: Output,
    users: Users = None,
    users_file: UsersFile = None,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    concurrency: Concurrency = 8,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the messages of end users' conversations, each conversation oldest first."""
    from pydify_plus.bulk import export_messages

    chosen = _users(users, users_file)
    _export(
        ctx,
        export_messages,
        (chosen, output),
        needs="app",
        unit="conversations",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        concurrency=concurrency,
        rpm=rpm,
        report=report,
    )


@app.command(epilog="Example:\n\n  pydify-plus export feedback --output feedback.csv --since 2026-11-01")
def feedback(
    ctx: typer.Context,
    output: Output,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the ratings by all users of an app."""
    from pydify_plus.bulk import export_feedback

    _export(
        ctx,
        export_feedback,
        (output,),
        needs="app",
        unit="pages",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        rpm=rpm,
        report=report,
    )


@app.command("annotations", epilog="Example:\n\n  pydify-plus export annotations --output annotations.jsonl")
def annotations_(
    ctx: typer.Context,
    output: Output,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the annotations of an app."""
    from pydify_plus.bulk import export_annotations

    _export(
        ctx,
        export_annotations,
        (output,),
        needs="app",
        unit="pages",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        rpm=rpm,
        report=report,
    )


@app.command(
    epilog="Examples:\n\n  pydify-plus export logs --output logs.jsonl\n\n"
    "  pydify-plus export logs --output failed.csv --status failed --since '22 Nov 2026 14:00 +01:00'"
)
def logs(
    ctx: typer.Context,
    output: Output,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="Only runs that ended so: succeeded, failed, stopped."),
    ] = None,
    keyword: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only runs whose id, inputs or outputs hold this.")
    ] = None,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the runs of a workflow app."""
    from pydify_plus.bulk import LogFilter, export_workflow_logs

    wanted = LogFilter(keyword=keyword, status=status)
    _export(
        ctx,
        export_workflow_logs,
        (output,),
        needs="app",
        unit="pages",
        logs=wanted,
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        rpm=rpm,
        report=report,
    )


@app.command(epilog="Example:\n\n  pydify-plus export documents Handbook --output documents.csv")
def documents(
    ctx: typer.Context,
    dataset: Dataset,
    output: Output,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export what a knowledge base says of its documents."""
    from pydify_plus.bulk import export_documents

    _export(
        ctx,
        export_documents,
        (dataset, output),
        needs="dataset",
        unit="pages",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        rpm=rpm,
        report=report,
    )


@app.command(
    epilog=f"Example:\n\n  pydify-plus export segments Handbook --output segments.parquet --concurrency 16\n\n{_GO_ON}"
)
def segments(
    ctx: typer.Context,
    dataset: Dataset,
    output: Output,
    since: Since = None,
    until: Until = None,
    append: Append = False,
    overwrite: Overwrite = False,
    concurrency: Concurrency = 8,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Export the segments of all documents of a knowledge base."""
    from pydify_plus.bulk import export_segments

    _export(
        ctx,
        export_segments,
        (dataset, output),
        needs="dataset",
        unit="documents",
        since=since,
        until=until,
        append=append,
        overwrite=overwrite,
        concurrency=concurrency,
        rpm=rpm,
        report=report,
    )


def _export(
    ctx: typer.Context,
    export: Callable[..., Report],
    arguments: tuple[Any, ...],
    *,
    needs: Literal["app", "dataset"],
    unit: str,
    report: Path | None,
    **options: Any,
) -> None:
    context = context_of(ctx)
    advice = f"`{command_line(['--overwrite'])}`"
    with context.client(needs) as client, context.progress("Exporting", unit=unit) as bar:
        found = export(client, *arguments, on_progress=Shown(bar), advice=advice, **options)
    finish(context, found, report)


def _users(users: list[str] | None, file: Path | None) -> list[str]:
    chosen = list(users or ())
    if file is not None:
        chosen += [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    if not chosen:
        raise UsageFailure(
            "no users: name them, or give --users-file FILE", hint="Dify lists conversations for one user at a time"
        )
    return chosen
