"""Exports: what Dify keeps of an app or a knowledge base, in a table."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from pydify_plus._core.options import check_keywords

from ..engine.connecting import own_client
from ..engine.control import Control
from ..engine.job import Job, run_in_thread, run_job_async
from ..engine.journal import Journal
from ..engine.progress import Progress
from ..engine.report import Report
from ..knowledge.remote_documents import find_dataset
from ..tables.reading import TableError, format_of
from .appending import Known, join, part_of, was_joined
from .sources import (
    Annotations,
    Conversations,
    Documents,
    Feedback,
    LogFilter,
    Messages,
    Segments,
    Source,
    Span,
    WorkflowLogs,
)
from .table import ExportTable

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

Output = str | PathLike[str]
Make = Callable[["AsyncClient"], Awaitable[Source]]


class ExportKeywords(TypedDict, total=False):
    """Keywords of all exports."""

    since: datetime | str | None
    """Only what was made from then on; of conversations and segments, what changed. A datetime, or a date as people write it; without a
    time zone it is UTC."""
    until: datetime | str | None
    """Only what was made before."""
    journal: str | PathLike[str] | None
    """The journal's file. When left out it is beside the output, its name with `.journal`. It is gone when all is exported."""
    overwrite: bool
    """Export anew although the output is there."""
    append: bool
    """Add to the output what it lacks, for exports again and again: rows that it has are not added, by their ids and, where rows
    change, by what changes. A changed row is added again; the last one with its id is the latest. Where `since` is left out, messages
    and workflow logs are read from a day before the newest that is there; all else is read whole. It is added in one step at the end."""
    concurrency: int
    """The most requests at once; 8 when left out."""
    rpm: float | None
    """The most requests per minute; no limit when left out."""
    retries: int
    """The most repeats of a request that failed otherwise than by a limit; 3 when left out."""
    patience: float
    """Seconds without any success after which limits, or a server that is not there, end the export; 300 when left out."""
    on_progress: Callable[[Progress], object] | None
    """Called with a `Progress`, ten times a second at the most. It counts pieces: users, conversations, documents, or pages."""
    control: Control | None
    """Ends it from elsewhere. Ctrl-C does so too: the first one after what is in flight."""
    advice: str | None
    """How the user goes on with an export that is not through, for the report."""


def export_conversations(
    client: Client | AsyncClient, users: Iterable[str], output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """Export the conversations of end users.

    GET /conversations. Each row has the user beside Dify's own fields. `since` and `until` look at `updated_at`.

    Args:
        client: A client with the app's key. Its own `retries` are of no account.
        users: The end users. Dify has no list of them.
        output: The table: `.jsonl`, `.csv`, `.tsv`, or `.parquet` with the extra `tables`. What is nested is kept in JSON lines, and JSON
            text elsewhere. JSON lines and CSV can be read while they grow.
        **options: See `ExportKeywords`. Killed or interrupted, the same call goes on where it was.

    Returns:
        The report; its `extra["rows"]` counts the rows.

    Raises:
        ValueError: No users, no such time, an output that is there already or of an unknown kind; a journal of another export.
        KeyboardInterrupt: Ctrl-C was pressed twice.

    Example:
        >>> report = export_conversations(client, ["alice", "bob"], "conversations.csv", since="2026-11-01")
    """
    return _run(client, _made(Conversations(users)), output, options)


async def export_conversations_async(
    client: AsyncClient, users: Iterable[str], output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """The twin of `export_conversations` for coroutines, on asyncio."""
    return await _arun(client, _made(Conversations(users)), output, options)


def export_messages(
    client: Client | AsyncClient, users: Iterable[str], output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """Export the messages of end users' conversations, each conversation oldest first.

    GET /conversations and GET /messages. Arguments, result and errors are those of `export_conversations`; `since` and `until` look at the
    message's `created_at`.
    """
    return _run(client, _made(Messages(users)), output, options)


async def export_messages_async(
    client: AsyncClient, users: Iterable[str], output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """The twin of `export_messages` for coroutines, on asyncio."""
    return await _arun(client, _made(Messages(users)), output, options)


def export_feedback(client: Client | AsyncClient, output: Output, **options: Unpack[ExportKeywords]) -> Report:
    """Export the ratings by all users of an app.

    GET /app/feedbacks. Arguments, result and errors are those of `export_conversations`, without users. Taken up again after a kill,
    the list is read from its beginning, since its pages are others then.
    """
    return _run(client, _made(Feedback()), output, options)


async def export_feedback_async(client: AsyncClient, output: Output, **options: Unpack[ExportKeywords]) -> Report:
    """The twin of `export_feedback` for coroutines, on asyncio."""
    return await _arun(client, _made(Feedback()), output, options)


def export_annotations(client: Client | AsyncClient, output: Output, **options: Unpack[ExportKeywords]) -> Report:
    """Export the annotations of an app.

    GET /apps/annotations. Arguments, result and errors are those of `export_feedback`.
    """
    return _run(client, _made(Annotations()), output, options)


async def export_annotations_async(client: AsyncClient, output: Output, **options: Unpack[ExportKeywords]) -> Report:
    """The twin of `export_annotations` for coroutines, on asyncio."""
    return await _arun(client, _made(Annotations()), output, options)


def export_workflow_logs(
    client: Client | AsyncClient, output: Output, *, logs: LogFilter | None = None, **options: Unpack[ExportKeywords]
) -> Report:
    """Export the runs of a workflow app.

    GET /workflows/logs. Arguments, result and errors are those of `export_feedback`; chat apps and chatflows have no runs there.

    Args:
        client: A client with the app's key.
        output: The table.
        logs: Which runs: by `keyword`, `status`, `created_by_end_user_session_id`, `created_by_account`.
        **options: See `ExportKeywords`.
    """
    return _run(client, _made(WorkflowLogs(logs)), output, options)


async def export_workflow_logs_async(
    client: AsyncClient, output: Output, *, logs: LogFilter | None = None, **options: Unpack[ExportKeywords]
) -> Report:
    """The twin of `export_workflow_logs` for coroutines, on asyncio."""
    return await _arun(client, _made(WorkflowLogs(logs)), output, options)


def export_documents(
    client: Client | AsyncClient, dataset: Any, output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """Export what a knowledge base says of its documents.

    GET /datasets/{dataset_id}/documents. As `export_feedback`, with the knowledge key.

    Args:
        client: A client with the knowledge key.
        dataset: The knowledge base: its id, its name, or itself.
        output: The table.
        **options: See `ExportKeywords`.

    Raises:
        ValueError: As for `export_conversations`; or there is no knowledge base of this name.
    """
    return _run(client, _of_dataset(Documents, dataset), output, options)


async def export_documents_async(
    client: AsyncClient, dataset: Any, output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """The twin of `export_documents` for coroutines, on asyncio."""
    return await _arun(client, _of_dataset(Documents, dataset), output, options)


def export_segments(
    client: Client | AsyncClient, dataset: Any, output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """Export the segments of all documents of a knowledge base.

    GET /datasets/{dataset_id}/documents/{document_id}/segments for each document. Arguments, result and errors are those of
    `export_documents`; `since` and `until` look at `updated_at`. A resumed export does not read documents again.
    """
    return _run(client, _of_dataset(Segments, dataset), output, options)


async def export_segments_async(
    client: AsyncClient, dataset: Any, output: Output, **options: Unpack[ExportKeywords]
) -> Report:
    """The twin of `export_segments` for coroutines, on asyncio."""
    return await _arun(client, _of_dataset(Segments, dataset), output, options)


def _made(source: Source) -> Make:
    async def make(client: AsyncClient) -> Source:
        return source

    return make


def _of_dataset(kind: type[Documents | Segments], name_or_id: Any) -> Make:
    async def make(client: AsyncClient) -> Source:
        dataset = await find_dataset(client, name_or_id)
        if dataset is None:
            raise ValueError(f"there is no knowledge base {name_or_id!r}: give its name or id as it is")
        return kind(dataset.id)

    return make


def _run(client: Client | AsyncClient, make: Make, output: Output, options: ExportKeywords) -> Report:
    control = options["control"] = options.get("control") or Control()

    async def run() -> Report:
        async with own_client(client) as own:
            return await _arun(own, make, output, options)

    return run_in_thread(run, control)


async def _arun(client: AsyncClient, make: Make, output: Output, options: ExportKeywords) -> Report:
    check_keywords(options, ExportKeywords, depth=1)
    path = Path(fspath(output))
    journal = Path(fspath(options.get("journal") or path.with_name(f"{path.name}.journal")))
    appends = options.get("append", False)
    if appends and options.get("overwrite"):
        raise ValueError("append=True and overwrite=True contradict each other: leave one out")
    _check_output(path, journal, may_be_there=appends or options.get("overwrite", False))
    span = Span(time_of("since", options.get("since")), time_of("until", options.get("until")))
    source = await make(client)
    part = part_of(path) if appends else path
    known = Known(path, source.identity) if appends else None
    if known is not None and was_joined(part, known):
        _remove(journal)
        part.unlink()
    source.use(client, span, known)
    name = f"export of {source.name}"
    fingerprint = {
        "server": client.base_url,
        **source.fingerprint,
        "since": span.since,
        "until": span.until,
        "output": path.name,
        **({"append": True} if appends else {}),
    }
    if not source.resumes:
        _begin_anew(journal, name, fingerprint)
    table = ExportTable(part, source.columns)
    report = await run_job_async(
        Job(
            name=name,
            items=source.items(),
            work=source.work,
            journal=journal,
            fingerprint=fingerprint,
            repeatable=True,
            concurrency=options.get("concurrency", 8),
            rpm=options.get("rpm"),
            retries=options.get("retries", 3),
            patience=options.get("patience", 300.0),
            retry_failed=True,
            sink=table,
            on_progress=options.get("on_progress"),
            advice=options.get("advice") or "export again with the same arguments",
        ),
        control=options.get("control"),
    )
    if report.stopped is None and not report.failed:
        # What the journal still has open was there when an earlier run was killed, and is no longer.
        report = replace(report, left=0, advice=None)
    if report.ok:
        if known is not None:
            await asyncio.to_thread(join, path, part)
        _remove(journal)
        if known is not None:
            part.unlink()  # after the journal, by which it would come again
        report = replace(report, journal=None)
    return replace(report, extra={"rows": table.count, "output": str(path)})


def time_of(name: str, value: datetime | str | None) -> float | None:
    """A time in unix seconds.

    Args:
        name: The argument, for the message of an error.
        value: A datetime, or a date as people write it. Without a time zone it is UTC.

    Raises:
        ValueError: No time can be read in it.
    """
    if value is None:
        return None
    if isinstance(value, str):
        from dateutil.parser import parse

        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        try:
            value = parse(value, default=midnight)
        except (ValueError, OverflowError):
            raise ValueError(
                f"{name}={value!r} is not a time: give a datetime, or text such as 2026-11-22 14:00 +01:00"
            ) from None
    return (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).timestamp()


def _check_output(path: Path, journal: Path, *, may_be_there: bool) -> None:
    if format_of(path) == "excel":
        raise TableError(f"{path}: exports are written as CSV, JSON lines or Parquet, not as Excel")
    if not path.parent.is_dir():
        raise TableError(f"{path}: there is no folder {path.parent}")
    if path.exists() and not journal.exists() and not may_be_there:
        raise TableError(
            f"{path} is there already: name another output, remove the file, or pass append=True or overwrite=True"
        )


def _begin_anew(journal: Path, job: str, fingerprint: dict[str, Any]) -> None:
    if journal.exists():
        Journal(journal, job=job, fingerprint=fingerprint).leave()  # refuses what is not this export's
        _remove(journal)


def _remove(journal: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        journal.with_name(journal.name + ending).unlink(missing_ok=True)
