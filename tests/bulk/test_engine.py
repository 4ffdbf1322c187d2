"""The engine of long jobs, with work that needs no Dify."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from pydify_plus.bulk import Control, Item, Job, JournalError, Progress, Records, Result, Ticket, run_job, run_job_async
from pydify_plus.errors import (
    DifyAuthError,
    DifyConnectionError,
    DifyRateLimitError,
    DifyTimeoutError,
    DifyValidationError,
)

REFUSED = DifyRateLimitError("Too many requests", status_code=429, retryable=True, retry_after=0.02)
QUOTA = DifyRateLimitError("quota", status_code=429, code="rate_limit_error")
WRONG_KEY = DifyAuthError("Access token is invalid", status_code=401, code="unauthorized")
LOST = DifyTimeoutError("silence", may_have_run=True)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def items(count: int) -> Iterator[Item]:
    return (Item(str(number), number) for number in range(count))


class Work:
    """Work that does what its plan says on an item's first attempts, and else succeeds."""

    def __init__(self, plan: dict[int, list[Any]] | None = None, seconds: float = 0.0) -> None:
        self.plan = plan or {}
        self.seconds = seconds
        self.calls: list[int] = []
        self.at_once = self.most_at_once = 0

    async def __call__(self, item: Item, ticket: Ticket) -> Result:
        async def call() -> int:
            self.calls.append(item.data)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                await asyncio.sleep(self.seconds)
                planned = self.plan.get(item.data)
                if planned:
                    ticket.saw(run=f"run-{item.data}")
                    raise planned.pop(0)
                return int(item.data) * 2
            finally:
                self.at_once -= 1

        return Result({"twice": await ticket.call(call)}, tokens=3)


class Lines:
    """A sink that keeps the keys of what it is told."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.last = 0
        self.calls: list[str] = []

    def open(self, records: Records) -> None:
        self.calls.append("open")
        self._read(records)

    def advance(self, records: Records) -> None:
        self.calls.append("advance")
        self._read(records)

    def close(self, records: Records) -> None:
        self.calls.append("close")
        self._read(records)

    def _read(self, records: Records) -> None:
        for record in records.as_ended(self.last):
            self.keys.append(record.key)
            self.last = record.ended


def test_all_items_are_done(tmp_path: Path) -> None:
    work, sink, told = Work(), Lines(), list[Progress]()
    report = run_job(
        Job(name="test", items=items(1000), work=work, journal=tmp_path / "j", total=1000, concurrency=32, sink=sink,
            on_progress=told.append)
    )  # fmt: skip
    assert (report.done, report.failed, report.unknown, report.left, report.tokens) == (1000, 0, 0, 0, 3000)
    assert report.ok
    assert report.advice is None
    assert sorted(work.calls) == list(range(1000))
    assert work.most_at_once <= 32
    assert sorted(map(int, sink.keys)) == list(range(1000))
    assert (told[-1].done, told[-1].in_flight, told[-1].total) == (1000, 0, 1000)


@pytest.mark.anyio
async def test_items_may_come_slowly_and_without_a_journal() -> None:
    async def coming() -> AsyncIterator[Item]:
        for number in range(20):
            await asyncio.sleep(0.001)
            yield Item(str(number), number)

    report = await run_job_async(Job(name="test", items=coming(), work=Work()))
    assert (report.done, report.left, report.journal) == (20, 0, None)


@pytest.mark.slow
def test_refusals_are_repeated_and_slow_the_job_down() -> None:
    work = Work({number: [REFUSED] for number in range(0, 40, 4)}, seconds=0.001)
    report = run_job(Job(name="test", items=items(100), work=work, concurrency=8))
    assert report.ok
    assert len(work.calls) == 110


def test_failures_are_counted_by_kind_and_retried_alone(tmp_path: Path) -> None:
    bad = DifyValidationError("no", status_code=400, code="invalid_param")
    work = Work({3: [bad], 5: [bad], 7: [ValueError("seven")]})
    job = Job(name="test", items=items(10), work=work, journal=tmp_path / "j")
    report = run_job(job)
    assert not report.ok
    assert report.failures == {"invalid_param": 2, "ValueError": 1}
    assert {example.key for example in report.examples} == {"3", "5", "7"}
    assert "retry_failed" in str(report.advice)

    work.calls.clear()
    assert run_job(Job(name="test", items=items(10), work=work, journal=tmp_path / "j")).failed == 3
    assert work.calls == []
    again = run_job(Job(name="test", items=items(10), work=work, journal=tmp_path / "j", retry_failed=True))
    assert sorted(work.calls) == [3, 5, 7]
    assert (again.done, again.earlier, again.ok) == (10, 7, True)


@pytest.mark.parametrize(("error", "reason"), [(WRONG_KEY, "key"), (QUOTA, "quota")])
def test_what_stops_a_job_leaves_the_rest_undone(tmp_path: Path, error: Exception, reason: str) -> None:
    work = Work({10: [error]}, seconds=0.002)
    report = run_job(Job(name="test", items=items(500), work=work, journal=tmp_path / "j", total=500, concurrency=4))
    assert report.stopped == reason
    assert error.message in str(report.message)  # type: ignore[attr-defined]
    assert report.failed == 0
    assert report.left == 500 - report.done > 400
    work.calls.clear()
    again = run_job(Job(name="test", items=items(500), work=work, journal=tmp_path / "j", total=500, concurrency=4))
    assert (again.ok, again.done) == (True, 500)
    assert len(work.calls) == 500 - report.done
    assert 10 in work.calls


def test_a_limit_that_does_not_clear_ends_the_job() -> None:
    forever = DifyRateLimitError("Too many requests", status_code=429, retryable=True, retry_after=3600.0)
    report = run_job(Job(name="test", items=items(10), work=Work({0: [forever]}), total=10, concurrency=1))
    assert (report.stopped, report.left) == ("limit", 10)

    away = [DifyConnectionError("refused", may_have_run=False) for _ in range(100)]
    report = run_job(Job(name="test", items=items(10), work=Work({0: away}), total=10, concurrency=1, patience=0.3))
    assert (report.stopped, report.left, report.failed) == ("connection", 10, 0)


def test_budget_and_failures_end_a_job_early(tmp_path: Path) -> None:
    job = Job(
        name="test", items=items(100), work=Work(), journal=tmp_path / "j", budget_tokens=30, concurrency=2, total=100
    )
    report = run_job(job)
    assert report.stopped == "budget"
    assert 10 <= report.done <= 11
    assert (
        run_job(Job(name="test", items=items(100), work=Work(), journal=tmp_path / "j", budget_tokens=30)).done
        == report.done
    )
    bad = {number: [ValueError("no")] for number in range(100)}
    report = run_job(Job(name="test", items=items(100), work=Work(bad), max_failures=5, concurrency=1))
    assert (report.stopped, report.failed) == ("failures", 5)


def test_a_lost_answer_is_asked_for_and_else_unknown(tmp_path: Path) -> None:
    work = Work({2: [LOST], 4: [LOST]})
    asked: list[dict[str, Any]] = []

    async def recover(item: Item, ticket: Ticket) -> Result | None:
        asked.append(ticket.ids)
        return Result({"twice": 4}) if item.data == 2 else None

    def job(**options: Any) -> Job:
        return Job(name="test", items=items(6), work=work, recover=recover, journal=tmp_path / "j", **options)

    report = run_job(job())
    assert (report.done, report.unknown, report.failures) == (5, 1, {"unknown": 1})
    assert {"run": "run-2"} in asked
    assert len(work.calls) == 6
    assert run_job(job()).unknown == 1, "asked again, and Dify still does not tell"
    assert asked[-1] == {"run": "run-4"}
    assert len(work.calls) == 6
    assert run_job(job(repeat_unknown=True)).unknown == 1, "what can be asked for is asked first"


def test_what_is_unknown_and_has_no_id_is_repeated_when_asked(tmp_path: Path) -> None:
    async def lose(item: Item, ticket: Ticket) -> Result:
        async def call() -> None:
            raise LOST

        await ticket.call(call)
        raise AssertionError

    assert run_job(Job(name="test", items=items(3), work=lose, journal=tmp_path / "j")).unknown == 3
    work = Work()
    assert run_job(Job(name="test", items=items(3), work=work, journal=tmp_path / "j")).unknown == 3
    assert work.calls == []
    assert run_job(Job(name="test", items=items(3), work=work, journal=tmp_path / "j", repeat_unknown=True)).done == 3


def test_repeatable_work_is_never_unknown() -> None:
    work = Work({2: [LOST]})
    report = run_job(Job(name="test", items=items(5), work=work, repeatable=True))
    assert report.ok
    assert work.calls.count(2) == 2


def test_another_jobs_journal_is_refused(tmp_path: Path) -> None:
    run_job(Job(name="test", items=items(3), work=Work(), journal=tmp_path / "j", fingerprint={"input": "a.csv"}))
    with pytest.raises(JournalError, match=r"its input is \"a.csv\", not \"b.csv\""):
        run_job(Job(name="test", items=items(3), work=Work(), journal=tmp_path / "j", fingerprint={"input": "b.csv"}))
    with pytest.raises(JournalError, match="its job is test, not sync"):
        run_job(Job(name="sync", items=items(3), work=Work(), journal=tmp_path / "j", fingerprint={"input": "a.csv"}))
    with pytest.raises(JournalError, match="'1' is not what it was"):
        run_job(
            Job(
                name="test",
                items=[Item("1", 1, digest="x")],
                work=Work(),
                journal=tmp_path / "j",
                fingerprint={"input": "a.csv"},
            )
        )
    (tmp_path / "text").write_text("no journal" * 1000)
    with pytest.raises(JournalError, match="is no journal"):
        run_job(Job(name="test", items=items(3), work=Work(), journal=tmp_path / "text"))
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    with pytest.raises(JournalError, match="SQLite file of something else"):
        run_job(Job(name="test", items=items(3), work=Work(), journal=tmp_path / "other"))
    with pytest.raises(JournalError, match="cannot be opened"):
        run_job(Job(name="test", items=items(3), work=Work(), journal=tmp_path / "no" / "such"))


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_journal_has_one_user(tmp_path: Path) -> None:
    async def second(item: Item, ticket: Ticket) -> Result:
        with pytest.raises(JournalError, match="in use"):
            await run_job_async(Job(name="test", items=items(1), work=Work(), journal=tmp_path / "j"))
        return Result()

    assert (await run_job_async(Job(name="test", items=items(1), work=second, journal=tmp_path / "j"))).ok


def test_two_items_of_one_key_are_refused() -> None:
    with pytest.raises(JournalError, match="two items have the key 'same'"):
        run_job(Job(name="test", items=[Item("same", 1), Item("same", 2)], work=Work()))


def test_errors_of_input_progress_and_sink_are_raised(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield Item("1", 1)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        run_job(Job(name="test", items=broken(), work=Work()))

    class Broken(Lines):
        def close(self, records: Records) -> None:
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        run_job(Job(name="test", items=items(3), work=Work(), sink=Broken()))

    def no_progress(progress: Progress) -> None:
        raise LookupError("progress")

    with pytest.raises(LookupError):
        run_job(Job(name="test", items=items(3), work=Work(), on_progress=no_progress))


def test_finishing_ends_what_is_in_flight_and_leaves_the_rest(tmp_path: Path) -> None:
    control, work = Control(), Work(seconds=0.05)
    threading.Timer(0.12, control.finish).start()
    job = Job(name="test", items=items(1000), work=work, journal=tmp_path / "j", concurrency=4, total=1000)
    report = run_job(job, control=control)
    assert report.stopped == "asked"
    assert report.done == len(work.calls)
    assert report.left == 1000 - report.done
    with pytest.raises(RuntimeError, match="another one"):
        run_job(Job(name="test", items=items(1), work=work), control=control)


def test_finishing_does_not_wait_for_a_pause() -> None:
    long = DifyRateLimitError("Too many requests", status_code=429, retryable=True, retry_after=200.0)
    control = Control()
    threading.Timer(0.2, control.finish).start()
    begun = time.monotonic()
    report = run_job(Job(name="test", items=items(9), work=Work({0: [long]}), total=9, concurrency=1), control=control)
    assert (report.left, report.unknown, report.failed) == (9, 0, 0)
    assert time.monotonic() - begun < 100


@pytest.mark.parametrize("in_a_loop", [False, True])
def test_ctrl_c_finishes_and_twice_leaves(tmp_path: Path, in_a_loop: bool) -> None:
    def press(*delays: float) -> None:
        for delay in delays:
            threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT)).start()

    def run(seconds: float) -> Any:
        job = Job(name="test", items=items(1000), work=Work(seconds=seconds), journal=tmp_path / "j", concurrency=2)
        if not in_a_loop:
            return run_job(job)

        async def main() -> Any:
            return run_job(job)

        return asyncio.run(main())

    press(0.2)
    report = run(0.05)
    assert report.stopped == "interrupted"
    assert report.done > 0
    assert "same journal" in str(report.advice)
    press(0.2, 0.4)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(60.0)
    assert time.monotonic() - begun < 30
    with sqlite3.connect(tmp_path / "j") as journal:
        assert journal.execute("SELECT count(*) FROM items WHERE state = 'sent'").fetchone() == (2,)
    journal.close()


def test_a_job_is_run_from_a_thread_too() -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(run_job(Job(name="test", items=items(5), work=Work()))))
    thread.start()
    thread.join()
    assert found[0].done == 5


def test_a_sink_begins_with_what_was_there(tmp_path: Path) -> None:
    run_job(Job(name="test", items=items(50), work=Work(), journal=tmp_path / "j", sink=Lines()))
    sink = Lines()
    run_job(Job(name="test", items=items(60), work=Work(), journal=tmp_path / "j", sink=sink))
    assert sink.calls[0] == "open"
    assert sink.calls[-1] == "close"
    assert len(sink.keys) == len(set(sink.keys)) == 60


def test_the_rate_is_kept() -> None:
    begun = time.monotonic()
    report = run_job(Job(name="test", items=items(11), work=Work(), rpm=1200, concurrency=8))
    assert report.ok
    assert time.monotonic() - begun >= 0.45


def test_reports_in_files(tmp_path: Path) -> None:
    bad = DifyValidationError("no", status_code=400, code="invalid_param")
    report = run_job(Job(name="test", items=items(10), work=Work({3: [bad]}), journal=tmp_path / "j"))
    report.write(tmp_path / "r.json")
    report.write(tmp_path / "r.csv")
    assert json.loads((tmp_path / "r.json").read_text())["failures"] == {"invalid_param": 1}
    assert "failures: invalid_param,1" in (tmp_path / "r.csv").read_text().splitlines()
    assert "retry_failed" in str(report)
