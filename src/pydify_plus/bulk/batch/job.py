"""Batch runs: an app run once for each row of a table."""

from __future__ import annotations

import asyncio
import random
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from pydify_plus._core.options import check_keywords
from pydify_plus.errors import DifyError, DifyInputError

from ..engine.connecting import own_client
from ..engine.control import Control
from ..engine.items import Item, Record, Result
from ..engine.job import Job, Ticket, run_in_thread, run_job_async
from ..engine.pacing import Pace, RateLimit
from ..engine.progress import Progress
from ..engine.report import Report
from ..tables.reading import Row, Source, TableError, coming_rows, file_identity, format_of, row_digest, rows_of
from ..tables.results import input_column, result_columns, result_row
from ..tables.writing import RowCalls, table_sink
from .inputs import CHATS, Mapper
from .prices import Prices
from .runs import ResponseMode, Runner

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client
    from pydify_plus.models.app_parameters import InputField

    from ..engine.sinks import Sink

Output = str | PathLike[str] | Callable[[dict[str, Any]], object]

_MODES = (*CHATS, "completion", "workflow")
_MOST_SHOWN = 20


class BatchInputError(DifyError, ValueError):
    """Rows of a table do not fit the app's form. Nothing was sent.

    Attributes:
        rows: How many rows there are in all.
        problems: The number of each wrong row, from 1, with what is wrong; the first twenty.
        wrong: How many are wrong.
    """

    def __init__(self, rows: int, wrong: int, problems: list[tuple[int, str]]) -> None:
        self.rows, self.wrong, self.problems = rows, wrong, problems
        shown = "; ".join(f"row {number}: {text}" for number, text in problems[:3])
        more = f" (and {wrong - 3:,} more)" if wrong > 3 else ""
        super().__init__(
            f"{wrong:,} of {rows:,} rows do not fit the app's form, nothing was sent: {shown}{more}. "
            "Correct them, or run the others with invalid='fail' (--invalid fail)"
        )


class BatchKeywords(TypedDict, total=False):
    """Keywords of `run_batch` and `run_batch_async`."""

    columns: Mapping[str, str] | None
    """The column of each input that is not named like it: `{"text": "Review"}`."""
    query_column: str
    """For chats, the column with the user's message; `query` when left out."""
    user: str | None
    """The end user of all runs; the client's when left out."""
    user_column: str | None
    """The column with the end user of each run."""
    files_column: str | None
    """The column with files of the message or run: a path, a URL, or a JSON list of them. Inputs that are files need no mention: their
    cells hold the same. Paths start from the table's folder. Files are uploaded for the run's user."""
    keep: Iterable[str] | None
    """The columns that go into the results; all when left out."""
    workflow_id: str | None
    """The published version of a workflow or chatflow to run; the current one when left out."""
    sheet: str | None
    """The sheet of an Excel file; the first when left out."""
    limit: int | None
    """Take the first rows alone, at the most this many."""
    sample: int | None
    """Take this many rows, drawn at random."""
    seed: int
    """Draws other rows; the same seed draws the same ones. 0 when left out."""
    invalid: Literal["refuse", "fail"]
    """What is done when rows do not fit the app's form: `refuse`, when left out, sends nothing at all; `fail` lets those fail and runs the
    others, as it always is with rows that cannot be read twice, such as those of a generator."""
    ordered: bool
    """Results in the order of the rows, each as soon as all before it are there; else, when left out, as runs end."""
    journal: str | PathLike[str] | None
    """The journal's file. When left out it is beside the output, its name with `.journal`; a job without an output file has none."""
    overwrite: bool
    """Begin anew although the output is there, where its journal is not."""
    concurrency: int
    """The most runs at once; 8 when left out."""
    rpm: float | None
    """The most requests per minute; no limit when left out."""
    budget_tokens: int | None
    """End early when the runs have used this many tokens, in earlier runs of the job too. What is in flight then ends."""
    max_failures: int | None
    """End early after this many failed rows."""
    retries: int
    """The most repeats of a request that failed otherwise than by a limit, where it can be repeated; 3 when left out."""
    patience: float
    """Seconds without any success after which limits, or a server that is not there, end the job; 300 when left out."""
    retry_failed: bool
    """Run the failed rows of earlier runs of the job again."""
    repeat_unknown: bool
    """Run those rows again whose answer was lost. They may have run already."""
    response_mode: ResponseMode
    """How runs are waited for: `streaming`, when left out, knows a run's id from its beginning, so that a lost answer is found again;
    `blocking` does not."""
    recover_within: float
    """Seconds to wait for a run that goes on in Dify after its answer was lost; 600 when left out."""
    on_progress: Callable[[Progress], object] | None
    """Called with a `Progress`, ten times a second at the most."""
    advice: str | None
    """How the user goes on with a job that is not through, for the report."""


def run_batch(
    client: Client | AsyncClient,
    rows: Source,
    output: Output | None = None,
    *,
    control: Control | None = None,
    **keywords: Unpack[BatchKeywords],
) -> Report:
    """Run an app once for each row of a table, and wait until all are done.

    GET /info, GET /parameters, then for each row POST /workflows/run, /chat-messages or /completion-messages, as the app's mode is.

    The job can be killed and called again: it goes on where it was, by its journal. A run whose answer was lost is asked for by its id, and
    never sent again unasked. Ctrl-C ends the job when what is in flight has ended, twice at once.

    Args:
        client: The app's client; of either kind, since the work is done on connections of its own.
        rows: A CSV, TSV, JSON lines, Parquet or Excel file by its path, or an iterable (an async one too) of dicts of values by column.
            Columns become inputs by their name, or by `columns`.
        output: The file of the results, whose name ends in `.csv`, `.tsv`, `.jsonl` or `.parquet`; or a function that takes each result as
            a dict. It has the row's number and columns, `status` (`done`, `failed`, `unknown`), `error`, `error_kind`, `tokens`, `price`,
            `currency`, `elapsed_time` (Dify's, seconds), `seconds`, the run's ids, and each output as `output.NAME`, or `answer`. It can be
            read while the job runs (Parquet is written anew as it grows).
        control: Ends the job from elsewhere.
        **keywords: Those of `BatchKeywords`: `columns`, `concurrency`, `rpm`, `limit`, `budget_tokens` and more.

    Returns:
        What it has come to; `.ok` when nothing failed and nothing is left. `.extra` has the output's path and the sum of prices.

    Raises:
        BatchInputError: Rows do not fit the app's form; nothing was sent.
        DifyInputError: The table lacks a column, or `columns` names an input that there is not; nothing was sent.
        TableError: The table cannot be read, or the output is there and of another job.
        JournalError: The journal is of another job, or in use.
        DifyError: The app could not be asked what it is.
        KeyboardInterrupt: Ctrl-C was pressed twice.

    Example:
        >>> report = run_batch(client, "reviews.csv", "results.csv", columns={"text": "Review"}, concurrency=16)
        >>> print(report)
    """
    check_keywords(keywords, BatchKeywords, depth=0)
    control = control or Control()

    options = BatchOptions(**keywords)
    return run_in_thread(lambda: _run(client, rows, output, control, options), control)


async def run_batch_async(
    client: Client | AsyncClient,
    rows: Source,
    output: Output | None = None,
    *,
    control: Control | None = None,
    **keywords: Unpack[BatchKeywords],
) -> Report:
    """Run an app once for each row of a table, on asyncio. All else is as for `run_batch`.

    Args:
        client: The app's client.
        rows: As for `run_batch`.
        output: As for `run_batch`.
        control: Ends the job from elsewhere.
        **keywords: Those of `BatchKeywords`.

    Returns:
        What it has come to.

    Raises:
        DifyError: As for `run_batch`.
        asyncio.CancelledError: It was cancelled. A call with the same journal goes on.
    """
    check_keywords(keywords, BatchKeywords, depth=0)
    return await _run(client, rows, output, control or Control(), BatchOptions(**keywords))


@dataclass(frozen=True, kw_only=True)
class BatchOptions:
    """The values of `BatchKeywords`, completed."""

    columns: Mapping[str, str] | None = None
    query_column: str = "query"
    user: str | None = None
    user_column: str | None = None
    files_column: str | None = None
    keep: Iterable[str] | None = None
    workflow_id: str | None = None
    sheet: str | None = None
    limit: int | None = None
    sample: int | None = None
    seed: int = 0
    invalid: Literal["refuse", "fail"] = "refuse"
    ordered: bool = False
    journal: str | PathLike[str] | None = None
    overwrite: bool = False
    concurrency: int = 8
    rpm: float | None = None
    budget_tokens: int | None = None
    max_failures: int | None = None
    retries: int = 3
    patience: float = 300.0
    retry_failed: bool = False
    repeat_unknown: bool = False
    response_mode: ResponseMode = "streaming"
    recover_within: float = 600.0
    on_progress: Callable[[Progress], object] | None = None
    advice: str | None = None

    def __post_init__(self) -> None:
        for name in ("limit", "sample", "budget_tokens", "max_failures"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(f"{name} must be a whole number, 1 or more, not {value!r}")
        for name, known in (("invalid", ("refuse", "fail")), ("response_mode", ("streaming", "blocking"))):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be {known[0]!r} or {known[1]!r}, not {getattr(self, name)!r}")
        if self.limit is not None and self.sample is not None:
            raise ValueError("limit takes the first rows, sample random ones: give one of them")
        RateLimit(self.rpm)
        Pace(self.concurrency)


async def app_of(client: AsyncClient) -> tuple[str, str, Sequence[InputField]]:
    """An app's name, mode and form.

    Raises:
        DifyError: It could not be asked, or is of a mode that cannot be run.
    """
    info = await client.app_config.get_app_basic_info()
    mode = str(info.mode)
    if mode not in _MODES:
        raise DifyError(f"the app {info.name!r} is of the mode {mode}, which cannot be run in batches")
    parameters = await client.app_config.get_app_parameters()
    return info.name, mode, parameters.fields


async def _run(
    client: Client | AsyncClient, source: Source, output: Output | None, control: Control, options: BatchOptions
) -> Report:
    async with own_client(client) as own:
        return await _run_with(own, source, output, control, options)


async def _run_with(
    client: AsyncClient, source: Source, output: Output | None, control: Control, options: BatchOptions
) -> Report:
    if options.user:
        client = client.with_options(user=options.user)
    path = None if output is None or callable(output) else Path(fspath(output))
    journal = options.journal
    if journal is None and path is not None:
        journal = path.with_name(f"{path.name}.journal")
    if path is not None:
        _check_output(path, Path(fspath(journal or "")), options)
    name, mode, form = await app_of(client)
    mapper = Mapper(
        mode=mode,
        form=form,
        columns=options.columns or {},
        query_column=options.query_column,
        user_column=options.user_column,
        files_column=options.files_column,
        base=Path(fspath(source)).parent if isinstance(source, (str, PathLike)) else Path(),
    )
    total = await asyncio.to_thread(_check_rows, source, mapper, options)
    runner = Runner(
        client,
        mode,
        response_mode=options.response_mode,
        workflow_id=options.workflow_id,
        recover_within=options.recover_within,
    )

    async def work(item: Item, ticket: Ticket) -> Result:
        return await runner.run(mapper.request(item.data), ticket)

    async def recover(item: Item, ticket: Ticket) -> Result | None:
        return await runner.recover(mapper.request(item.data), ticket)

    own = result_columns(mode)
    sum_of_prices = Prices(_sink(output, path, own, source, mapper, options))
    fingerprint: dict[str, Any] = {
        "server": client.base_url,
        "app": f"{name} ({mode})",
        "workflow_id": options.workflow_id,
        "input": file_identity(Path(fspath(source))) if isinstance(source, (str, PathLike)) else "rows",
        "columns": dict(sorted((options.columns or {}).items())),
        "query_column": options.query_column if mode in CHATS else None,
        "user": client.user if options.user_column is None else f"column {options.user_column}",
        "files_column": options.files_column,
        "sheet": options.sheet,
    }
    items = _items(source, options)
    job = Job(
        name="batch run",
        items=items,
        work=work,
        recover=recover,
        journal=journal,
        fingerprint=fingerprint,
        concurrency=options.concurrency,
        rpm=options.rpm,
        total=total,
        retries=options.retries,
        patience=options.patience,
        max_failures=options.max_failures,
        budget_tokens=options.budget_tokens,
        retry_failed=options.retry_failed,
        repeat_unknown=options.repeat_unknown,
        sink=sum_of_prices,
        on_progress=options.on_progress,
        advice=options.advice or "call run_batch with the same arguments again",
    )
    try:
        report = await run_job_async(job, control=control)
    finally:  # a file that was not read to its end would stay open
        if isinstance(items, AsyncGenerator):
            await items.aclose()
        else:
            items.close()
    extra = {"output": None if path is None else str(path), "price": sum_of_prices.text}
    return replace(report, extra={name: value for name, value in extra.items() if value is not None})


def _check_output(path: Path, journal: Path, options: BatchOptions) -> None:
    kind = format_of(path)
    if kind == "excel":
        raise TableError(f"{path}: results are written as CSV, JSON lines or Parquet, not as Excel")
    if not path.parent.is_dir():
        raise TableError(f"{path}: there is no folder {path.parent}")
    if path.exists() and not journal.exists() and not options.overwrite:
        raise TableError(
            f"{path} is there, and no journal {journal} that says what it holds: name another output, remove the file, "
            "or pass overwrite=True"
        )


def _check_rows(source: Source, mapper: Mapper, options: BatchOptions) -> int | None:
    """See that the rows fit, where they can be read twice; how many there are, where that can be known."""
    if not isinstance(source, (str, PathLike, Sequence)):
        mapper.check_columns(None)
        return None
    names: dict[str, None] = {}
    wrong, problems, count = 0, list[tuple[int, str]](), 0
    for number, row in _chosen(source, options):
        count += 1
        if not row.keys() <= names.keys():
            names.update(dict.fromkeys(row))
        try:
            mapper.request(row)
        except DifyInputError as error:
            wrong += 1
            if len(problems) < _MOST_SHOWN:
                problems.append((number, "; ".join(f"{name} {text}" for name, text in error.fields)))
    if count:
        mapper.check_columns(list(names))
        if options.keep is not None and (unknown := sorted(set(options.keep) - names.keys())):
            raise DifyInputError([(name, "is to be kept, and is no column of the table") for name in unknown])
    if wrong and options.invalid == "refuse":
        raise BatchInputError(count, wrong, problems)
    return count


def _chosen(
    source: str | PathLike[str] | Iterable[Mapping[str, Any]], options: BatchOptions
) -> Iterator[tuple[int, Row]]:
    """The rows to be run, each with its number from 1."""
    rows = enumerate(rows_of(source, sheet=options.sheet), 1)
    if options.sample is None:
        return islice(rows, options.limit)
    draw = random.Random(options.seed)
    if not isinstance(source, (str, PathLike, Sequence)):
        drawn: list[tuple[int, Row]] = []
        for number, row in rows:  # each row so far has the same chance to be among those drawn
            if len(drawn) < options.sample:
                drawn.append((number, row))
            elif (at := draw.randrange(number)) < options.sample:
                drawn[at] = (number, row)
        return iter(sorted(drawn, key=lambda pair: pair[0]))
    count = sum(1 for _ in rows_of(source, sheet=options.sheet))
    wanted = set(draw.sample(range(1, count + 1), min(options.sample, count)))
    return (pair for pair in rows if pair[0] in wanted)


def _items(source: Source, options: BatchOptions) -> Generator[Item, None, None] | AsyncGenerator[Item, None]:
    kept = None if options.keep is None else frozenset(options.keep)
    if isinstance(source, AsyncIterable):
        if options.sample is not None:
            raise ValueError(
                "sample draws from what can be read before the first run: give rows that are there, or use limit"
            )
        return _coming_items(source, options.limit, kept)
    return (_item(number, row, kept) for number, row in _chosen(source, options))


async def _coming_items(
    source: AsyncIterable[Mapping[str, Any]], limit: int | None, kept: frozenset[str] | None
) -> AsyncGenerator[Item, None]:
    number = 0
    async for row in coming_rows(source):
        number += 1
        yield _item(number, row, kept)
        if number == limit:
            return


def _item(number: int, row: Row, kept: frozenset[str] | None) -> Item:
    keep = row if kept is None else {name: value for name, value in row.items() if name in kept}
    return Item(str(number), row, position=number, digest=row_digest(row), keep=keep)


def _sink(
    output: Output | None,
    path: Path | None,
    own: tuple[str, ...],
    source: Source,
    mapper: Mapper,
    options: BatchOptions,
) -> Sink | None:
    def row_of(record: Record) -> dict[str, Any]:
        return result_row(record, own)

    if callable(output):
        return RowCalls(output, row_of, ordered=options.ordered)
    if path is None:
        return None
    names: Iterable[str] = ()
    if isinstance(source, (str, PathLike, Sequence)):
        names = next((list(row) for _, row in _chosen(source, options)), list[str]())
    kept = [name for name in names if options.keep is None or name in set(options.keep)]
    columns = ["row", *(input_column(name, own) for name in kept), *own]
    return table_sink(path, row_of, columns, ordered=options.ordered)
