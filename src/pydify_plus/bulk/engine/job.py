"""The engine of all long jobs.

A job is a stream of items and a coroutine function that works on one of them. The engine works on many at once, keeps to the pace
that Dify allows, puts every step down in a journal, and reports.

    async def work(item: Item, ticket: Ticket) -> Result:
        run = await ticket.call(lambda: client.workflows.execute_workflow(inputs=item.data))
        return Result({"answer": run.outputs["answer"]}, tokens=run.total_tokens or 0)

    job = Job(
        name="greetings",
        items=(Item(key=str(n), data={"text": f"Hello {n}"}) for n in range(10_000)),
        work=work,
        journal="greetings.journal",
        fingerprint={"base_url": client.base_url},
        total=10_000,
    )
    report = run_job(job)  # or: await run_job_async(job)

Every request of the work goes through `ticket.call`, made by a client that does not repeat by itself (`client.with_options(retries=0)`):
repeats and waits are the engine's, since they concern the whole job.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, TypeVar

from .control import Control, ended_by_ctrl_c
from .items import Item, Result, State
from .journal import Counts, Entry, Journal
from .outcomes import outcome, recovered
from .progress import Progress, RateMeter, eta
from .report import Failure, Report
from .sinks import Sink
from .throttle import JobStopped, Throttle
from .verdicts import kind_of, text_of

T = TypeVar("T")

_CHUNK = 256
_TICK = 0.1
_ADVICE = "run the same job with the same journal again"


@dataclass(kw_only=True)
class Job:
    """A long job.

    Attributes:
        name: What kind of job it is, such as `batch run`; part of the journal's fingerprint.
        items: The items, one by one. They are read as they are needed and not kept. A plain iterable is read on the event loop, an
            async one is awaited.
        work: Works on an item: `await work(item, ticket)` gives its `Result`. Errors of its calls are judged: one that refuses sends
            the call again, and slows the whole job down; a lost answer makes the item `unknown`; a wrong key or a used-up quota ends
            the job; every other exception makes the item `failed`.
        recover: Finds out what became of what was sent in an earlier run of the job, or just now when the answer was lost, by
            `ticket.ids`: `await recover(item, ticket)` gives the `Result`, or None when Dify does not tell. Without it, nothing can
            be found out.
        journal: The journal's file. None for a job that cannot be resumed; its journal is a temporary file.
        fingerprint: What makes this job this one, by readable names with JSON values: the server, the app or knowledge base, the
            input, the options that change results. A journal with another fingerprint is refused. No keys.
        repeatable: Whether working on an item twice does no harm. Then what was in flight when a job was killed is simply done again,
            and nothing is ever unknown.
        concurrency: The most items, and calls, at once.
        rpm: The most calls per minute; None for no limit.
        total: How many items there are; None when nobody knows.
        retries: The most repeats of a call that failed otherwise than by a limit, where it can be repeated.
        patience: Seconds without any success after which limits, or a server that is not there, end the job.
        max_failures: End the job early after this many failures; None for no limit.
        budget_tokens: End the job early once its results have used this many tokens, earlier runs of it included; None for no limit.
        retry_failed: Take up the failed items of earlier runs of the job again.
        repeat_unknown: Take those up again whose answer was lost.
        sink: What gets the records while the job runs, such as a file.
        on_progress: Called with a `Progress` ten times a second at the most and once at the end, in the engine's thread.
        advice: How the user goes on with a job that is not through, for the report.
    """

    name: str
    items: Iterable[Item] | AsyncIterable[Item]
    work: Callable[[Item, Ticket], Awaitable[Result]]
    recover: Callable[[Item, Ticket], Awaitable[Result | None]] | None = None
    journal: str | PathLike[str] | None = None
    fingerprint: Mapping[str, Any] = field(default_factory=dict[str, Any])
    repeatable: bool = False
    concurrency: int = 8
    rpm: float | None = None
    total: int | None = None
    retries: int = 3
    patience: float = 300.0
    max_failures: int | None = None
    budget_tokens: int | None = None
    retry_failed: bool = False
    repeat_unknown: bool = False
    sink: Sink | None = None
    on_progress: Callable[[Progress], object] | None = None
    advice: str = _ADVICE


class Ticket:
    """What the work on one item goes through.

    Attributes:
        ids: What is known of what was sent, by `saw`.
        has_sent: Whether a call was answered that must not be made twice.
        is_ending: Whether only the journal has to be told.
    """

    def __init__(self, engine: _Engine, entry: Entry) -> None:
        self._engine = engine
        self._entry = entry
        self._is_calling = False
        self._has_called = False
        self.has_sent = False
        self.is_ending = False
        self.ids: dict[str, Any] = dict(entry.ids)

    async def call(self, do: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T:
        """Make a call at the job's pace, and again where that is right.

        Args:
            do: Makes the call: `lambda: client.workflows.execute_workflow(...)`. It may be called several times.
            repeatable: Whether it does no harm when Dify carries it out twice, as reading does. Of another one the journal knows
                before it is sent, so that it is never sent twice unnoticed.

        Raises:
            DifyError: What the last attempt raised. Leave it to the engine, unless you know better.
        """
        repeatable = repeatable or self._engine.job.repeatable
        journal, position = self._engine.journal, self._entry.position

        async def before() -> None:
            self._is_calling = True
            if not repeatable:
                await journal.sent(position)

        def refused() -> None:
            self._is_calling = False
            if not repeatable and not self.has_sent:
                journal.refused(position)
            if not self.has_begun and self._engine.control.is_stopping:
                raise asyncio.CancelledError

        try:
            value = await self._engine.throttle.call(do, repeatable=repeatable, before=before, refused=refused)
            self._has_called = True
            self.has_sent = self.has_sent or not repeatable
            return value
        finally:
            self._is_calling = False

    def saw(self, **ids: Any) -> None:
        """Put down by what the thing that was sent can be found again, as soon as Dify has told: `ticket.saw(workflow_run_id=...)`.

        Args:
            **ids: JSON values; they come back as `ticket.ids` in `recover`, also in a later run of the job.
        """
        if self.ids.items() >= ids.items():
            return
        self.ids.update(ids)
        self._engine.journal.saw(self._entry.position, self.ids)

    def slower(self, retry_after: float | None = None) -> None:
        """Slow the whole job down, where an answer, and no error, tells that a limit was met.

        Args:
            retry_after: The seconds that the answer asks to wait; None when it does not say.
        """
        self._engine.throttle.slower(retry_after)

    @property
    def has_begun(self) -> bool:
        """Whether leaving the item now would leave something half done."""
        return self._is_calling or self._has_called or self.is_ending


def run_job(job: Job, *, control: Control | None = None) -> Report:
    """Run a job to its end, and wait for it.

    Ctrl-C ends the job when what is in flight has ended; a second Ctrl-C at once, with KeyboardInterrupt. It works where an event
    loop runs too, as in a notebook, in a thread of its own then.

    Args:
        job: The job.
        control: Ends it from elsewhere.

    Returns:
        The report. A job that ended early has its reason in `.stopped`, and how to go on in `.advice`.

    Raises:
        JournalError: The journal is of another job or in use, or the input has changed.
        KeyboardInterrupt: Ctrl-C was pressed twice.
    """
    control = control or Control()
    return run_in_thread(lambda: run_job_async(job, control=control), control)


def run_in_thread(run: Callable[[], Awaitable[T]], control: Control) -> T:
    """Run a coroutine that `control` ends, from plain code.

    Args:
        run: Makes it. It runs in this thread, or in one of its own where this one has a running event loop.
        control: Ends it on Ctrl-C.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed twice.
    """

    async def main() -> T:
        return await run()

    with ended_by_ctrl_c(control):
        if not _is_in_a_loop():
            try:
                return asyncio.run(main())
            except asyncio.CancelledError:
                raise KeyboardInterrupt from None
        outcome: list[T] = []
        problem: list[BaseException] = []

        def work() -> None:
            try:
                outcome.append(asyncio.run(main()))
            except BaseException as error:
                problem.append(error)

        thread = threading.Thread(target=work, name="pydify_plus bulk")
        thread.start()
        while thread.is_alive():
            thread.join(0.2)  # so that Ctrl-C is heard on every system
    if problem:
        if isinstance(problem[0], asyncio.CancelledError):
            raise KeyboardInterrupt
        raise problem[0]
    return outcome[0]


def _is_in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def run_job_async(job: Job, *, control: Control | None = None) -> Report:
    """Run a job to its end, on asyncio.

    Args:
        job: The job.
        control: Ends it from elsewhere.

    Returns:
        The report, as for `run_job`.

    Raises:
        JournalError: The journal is of another job or in use, or the input has changed.
        asyncio.CancelledError: It was cancelled, or `control.leave()` was called. The journal is in order, and a resumed job asks
            Dify what became of what was in flight.
    """
    with _journal_path(job) as path:
        journal = Journal(path, job=job.name, fingerprint=job.fingerprint, sink=job.sink)
        try:
            return await _Engine(job, journal, control or Control()).run()
        except BaseException:
            journal.leave()
            raise


@contextmanager
def _journal_path(job: Job) -> Generator[Path]:
    if job.journal is not None:
        yield Path(fspath(job.journal))
        return
    with TemporaryDirectory(prefix="pydify_plus-") as folder:
        yield Path(folder) / "journal"


class _Feed:
    """Hands out the items that are to be worked on, and asks for more in pieces, so that the journal is asked once for many."""

    def __init__(self, job: Job, journal: Journal) -> None:
        self._journal = journal
        self._lock = asyncio.Lock()
        self._ready: deque[Entry] = deque()
        self._items: Iterator[Item] = iter(())
        self._coming: AsyncIterator[Item] | None = None
        if isinstance(job.items, AsyncIterable):
            self._coming = aiter(job.items)
        else:
            self._items = iter(job.items)
        self._size = min(_CHUNK, job.concurrency)
        self.is_exhausted = False

    async def next(self) -> Entry | None:
        async with self._lock:
            while not self._ready and not self.is_exhausted:
                chunk, is_last = await self._chunk()
                if chunk:
                    self._ready.extend(await self._journal.register(chunk))
                self.is_exhausted = is_last
                self._size = _CHUNK
            return self._ready.popleft() if self._ready else None

    async def _chunk(self) -> tuple[list[Item], bool]:
        """The next items, and whether they are the last."""
        if self._coming is not None:
            try:
                return [await anext(self._coming)], False  # one by one, since the next may be long in coming
            except StopAsyncIteration:
                return [], True
        chunk = list(islice(self._items, self._size))
        return chunk, len(chunk) < self._size


class _Engine:
    """One run of one job."""

    def __init__(self, job: Job, journal: Journal, control: Control) -> None:
        self.job = job
        self.journal = journal
        self.control = control
        self.throttle = Throttle(job.concurrency, job.rpm, retries=job.retries, patience=job.patience)
        self._feed = _Feed(job, journal)
        self._tickets: dict[asyncio.Task[None], Ticket | None] = {}
        self._in_flight = 0
        self._begun = monotonic()
        self._meter = RateMeter(self._begun)
        self._counts = {State.DONE: 0, State.FAILED: 0, State.UNKNOWN: 0}
        self._tokens = 0
        self._earlier = 0
        self._main: asyncio.Task[Any] | None = None

    async def run(self) -> Report:
        job = self.job
        counts = await self.journal.reconcile(
            repeatable=job.repeatable, retry_failed=job.retry_failed, repeat_unknown=job.repeat_unknown
        )
        self._counts = {State.DONE: counts.done, State.FAILED: counts.failed, State.UNKNOWN: counts.unknown}
        self._tokens, self._earlier = counts.tokens, counts.ended
        self._main = asyncio.current_task()
        self.control.attach(asyncio.get_running_loop(), self._changed)
        self._check_limits()
        ticking = asyncio.create_task(self._tick())
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(job.concurrency):
                    task = group.create_task(self._work())
                    self._tickets[task] = None
        except BaseExceptionGroup as problems:
            raise _first(problems) from None
        finally:
            ticking.cancel()
        if ticking.done() and not ticking.cancelled():
            ticking.result()  # it ends by itself only when `on_progress` raises
        report = await self._report()
        if job.on_progress is not None:
            job.on_progress(self.progress())
        return report

    def progress(self) -> Progress:
        now = monotonic()
        ended = sum(self._counts.values())
        rate = self._meter.rate(now, ended - self._earlier)
        return Progress(
            done=self._counts[State.DONE],
            failed=self._counts[State.FAILED],
            unknown=self._counts[State.UNKNOWN],
            in_flight=self._in_flight,
            total=self.job.total,
            elapsed=now - self._begun,
            rate=rate,
            eta=eta(self.job.total, ended, rate),
            paused=self.throttle.pace.paused_for(now),
            stopping=self.control.message,
        )

    async def _tick(self) -> None:
        while True:
            if self.job.on_progress is not None:
                self.job.on_progress(self.progress())
            await asyncio.sleep(_TICK)

    def _changed(self) -> None:
        """The control has been used: let go of what has not begun, or of everything."""
        if self.control.leaves and self._main is not None:
            self._main.cancel()
            return
        for task, ticket in self._tickets.items():
            if ticket is None or not ticket.has_begun:
                task.cancel()

    async def _work(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - this is one
        try:
            while not self.control.is_stopping:
                entry = await self._feed.next()
                if entry is None:
                    return
                ticket = self._tickets[task] = Ticket(self, entry)
                self._in_flight += 1
                try:
                    await self._one(entry, ticket)
                finally:
                    self._in_flight -= 1
                    self._tickets[task] = None
        except asyncio.CancelledError:
            if not self.control.is_stopping or self.control.leaves:
                raise
        finally:
            del self._tickets[task]

    async def _one(self, entry: Entry, ticket: Ticket) -> None:
        begun = monotonic()
        state, result = await self._outcome(entry, ticket)
        ticket.is_ending = True
        if state is State.PENDING:
            self.journal.refused(entry.position)
        if state in (State.PENDING, State.SENT):
            return
        await self.journal.end(entry.position, state, result, monotonic() - begun)
        self._counts[state] += 1
        self._tokens += result.tokens
        self._check_limits()

    async def _outcome(self, entry: Entry, ticket: Ticket) -> tuple[State, Result]:
        job, item, is_lost = self.job, entry.item, entry.sent

        async def recover() -> Result | None:
            nonlocal is_lost
            is_lost = True
            assert job.recover is not None  # noqa: S101 - else this is not called
            return await job.recover(item, ticket) if ticket.ids else None

        finds_out = None if job.recover is None else recover
        try:
            if entry.sent:
                return await recovered(finds_out, "the answer was lost when the job was ended")
            return await outcome(lambda: job.work(item, ticket), finds_out, repeatable=job.repeatable)
        except JobStopped as stop:
            self.control.finish(stop.reason, stop.message)
            cause = stop.__cause__
            if stop.item_failed and isinstance(cause, Exception):
                return State.FAILED, Result(error=text_of(cause), kind=kind_of(cause))
            return (State.SENT if is_lost or ticket.has_sent else State.PENDING), Result()

    def _check_limits(self) -> None:
        job = self.job
        if job.budget_tokens is not None and self._tokens >= job.budget_tokens:
            self.control.finish("budget", f"the budget of {job.budget_tokens:,} tokens is used up ({self._tokens:,})")
        if job.max_failures is not None and self._counts[State.FAILED] >= job.max_failures:
            self.control.finish("failures", f"{self._counts[State.FAILED]:,} items failed")

    async def _report(self) -> Report:
        counts: Counts = await self.journal.counts()
        kinds, examples = await self.journal.failures()
        await self.journal.close()
        left: int | None = counts.pending + counts.sent
        if not self._feed.is_exhausted:
            left = None if self.job.total is None else max(0, self.job.total - counts.ended)
        return Report(
            job=self.job.name,
            done=counts.done,
            failed=counts.failed,
            unknown=counts.unknown,
            left=left,
            earlier=self._earlier,
            seconds=monotonic() - self._begun,
            tokens=counts.tokens,
            failures=kinds,
            examples=tuple(Failure(*example) for example in examples),
            stopped=self.control.reason,
            message=self.control.message,
            advice=self._advice(counts, left),
            journal=None if self.job.journal is None else fspath(self.job.journal),
        )

    def _advice(self, counts: Counts, left: int | None) -> str | None:
        if self.job.journal is None:
            return None
        advice: list[str] = []
        if left != 0:
            advice.append(self.job.advice)
        if counts.failed:
            advice.append(f"{self.job.advice}, with retry_failed, for those that failed")
        if counts.unknown:
            advice.append(f"{self.job.advice}, with repeat_unknown, to send those again whose answer was lost")
        return "; ".join(advice) or None


def _first(problem: BaseException) -> BaseException:
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return problem  # pyright: ignore[reportUnknownVariableType]
