"""The journal of a job: a SQLite file that knows how each item stands, so that a job that was killed goes on where it was.

All work on the file is done by one thread, off the event loop. What comes in while a commit is under way is committed together by
the next one, so a durable record costs little however many items end at once.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, NamedTuple, TypeVar, cast

from pydify_plus.errors import DifyError

from .items import Item, Record, Result, State
from .sinks import Sink

T = TypeVar("T")

_FORMAT = "1"
_MOST_AT_ONCE = 500
_SINK_SECONDS = 0.2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (
    position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, state TEXT NOT NULL, digest TEXT, keep TEXT, ids TEXT, result TEXT,
    error TEXT, kind TEXT, tokens INTEGER NOT NULL DEFAULT 0, seconds REAL, ended INTEGER
);
CREATE INDEX IF NOT EXISTS open_items ON items (position) WHERE ended IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS ended_items ON items (ended) WHERE ended IS NOT NULL;
"""
_RECORD = "key, position, ended, state, result, keep, ids, error, kind, tokens, seconds"


class JournalError(DifyError, ValueError):
    """A journal cannot be used for this job: it is of another one, another process uses it, or it is no journal."""


class Entry(NamedTuple):
    """An item that is to be worked on.

    Attributes:
        item: It.
        position: Its place in the journal.
        sent: Whether something was sent for it before, whose answer is to be found by `ids`.
        ids: What is known of that.
    """

    item: Item
    position: int
    sent: bool
    ids: dict[str, Any]


class Counts(NamedTuple):
    """How many items of the journal are in which state, and the tokens that they used."""

    pending: int = 0
    sent: int = 0
    done: int = 0
    failed: int = 0
    unknown: int = 0
    tokens: int = 0

    @property
    def ended(self) -> int:
        """Those that have ended."""
        return self.done + self.failed + self.unknown


class Records:
    """Reads the records of a journal, a piece at a time. Only for the journal's own thread: a sink's methods run there.

    Args:
        connection: The journal's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def as_ended(self, after: int = 0) -> Iterator[Record]:
        """The items that have ended, in the order in which they did.

        Args:
            after: Leave out those up to this `ended`.
        """
        return self._walk("ended > ?", "ended", after)

    def in_order(self, after: int = -1) -> Iterator[Record]:
        """The items that have ended, by position, up to the first that has not.

        Args:
            after: Leave out those up to this `position`.
        """
        bound = self._connection.execute("SELECT min(position) FROM items WHERE ended IS NULL").fetchone()[0]
        where = "position > ?" if bound is None else f"position > ? AND position < {int(bound)}"
        return self._walk(where, "position", after)

    def all_in_order(self) -> Iterator[Record]:
        """All items that have ended, by position, whatever has not ended between them."""
        return self._walk("position > ? AND ended IS NOT NULL", "position", -1)

    def count(self) -> int:
        """How many items have ended."""
        return int(self._connection.execute("SELECT count(*) FROM items WHERE ended IS NOT NULL").fetchone()[0])

    def _walk(self, where: str, column: str, after: int) -> Iterator[Record]:
        # Piece by piece, so that a long walk holds no statement open over which the file could not be tidied up.
        while True:
            query = f"SELECT {_RECORD} FROM items WHERE {where} ORDER BY {column} LIMIT 500"  # noqa: S608 - our own words
            rows = self._connection.execute(query, (after,)).fetchall()
            for row in rows:
                yield _record(row)
            if len(rows) < 500:
                return
            after = rows[-1][2 if column == "ended" else 1]


class Journal:
    """The journal of one job, open.

    Args:
        path: The file; it is made when it is not there.
        job: What kind of job it is, such as `batch run`.
        fingerprint: What makes the job this one, by readable names: the app, the input, how one becomes the other. No keys.
        sink: What is told of the records, in the journal's thread.

    Raises:
        JournalError: The file is of another job, in use, or no journal.
    """

    def __init__(
        self, path: str | PathLike[str], *, job: str, fingerprint: Mapping[str, Any], sink: Sink | None = None
    ) -> None:
        self.path = Path(fspath(path))
        self._sink = sink
        self._stale = False
        self._sink_due = 0.0
        self._handed_out: set[int] = set()
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._problem: BaseException | None = None
        self._connection = _opened(self.path)
        try:
            self.is_resumed = _claim(self._connection, self.path, job, fingerprint)
            self._last_ended = self._connection.execute("SELECT coalesce(max(ended), 0) FROM items").fetchone()[0]
            self._last_position = self._connection.execute("SELECT coalesce(max(position), -1) FROM items").fetchone()[
                0
            ]
        except BaseException:
            self._connection.close()
            raise
        self._thread = threading.Thread(target=self._work, name="pydify_plus journal", daemon=True)
        self._thread.start()

    # For the event loop.

    async def reconcile(self, *, repeatable: bool, retry_failed: bool, repeat_unknown: bool) -> Counts:
        """Settle what an earlier run of the job left behind, and let the sink begin.

        Args:
            repeatable: What was sent may be sent again.
            retry_failed: Take failed items up again.
            repeat_unknown: Take those up again whose answer was lost.
        """
        return await self._call(
            lambda: self._reconcile(repeatable=repeatable, retry_failed=retry_failed, repeat_unknown=repeat_unknown)
        )

    async def register(self, items: Sequence[Item]) -> list[Entry]:
        """Put items down as pending where they are not known, and tell which are to be worked on.

        Raises:
            JournalError: An item has changed since the job began.
        """
        return await self._call(lambda: self._register(items))

    async def sent(self, position: int) -> None:
        """Put down that something is about to be sent."""
        await self._call(
            lambda: self._connection.execute("UPDATE items SET state = 'sent' WHERE position = ?", (position,))
        )

    def refused(self, position: int) -> None:
        """Put down, when there is time, that what was sent was certainly not carried out."""
        self._post(
            lambda: self._connection.execute(
                "UPDATE items SET state = 'pending', ids = NULL WHERE position = ? AND ended IS NULL", (position,)
            )
        )

    def saw(self, position: int, ids: Mapping[str, Any]) -> None:
        """Put down, at once but without waiting for it, by which ids what was sent is found again."""
        text = _json(ids)
        self._post(lambda: self._connection.execute("UPDATE items SET ids = ? WHERE position = ?", (text, position)))

    async def end(self, position: int, state: State, result: Result, seconds: float) -> None:
        """Put down how an item ended. It is durable when this returns."""
        value = _json(result.value)

        def put() -> None:
            self._last_ended += 1
            self._stale = True
            self._handed_out.discard(position)
            self._connection.execute(
                "UPDATE items SET state = ?, result = ?, error = ?, kind = ?, tokens = ?, seconds = ?, ended = ? WHERE position = ?",
                (state, value, result.error, result.kind, result.tokens, seconds, self._last_ended, position),
            )

        await self._call(put)

    async def counts(self) -> Counts:
        """How the items stand."""
        return await self._call(lambda: _counts(self._connection))

    async def failures(self) -> tuple[dict[str, int], list[tuple[str, str, str]]]:
        """How many failed of each kind, and the first of them as key, kind and error."""

        def read() -> tuple[dict[str, int], list[tuple[str, str, str]]]:
            ask = self._connection.execute
            kinds = ask(
                "SELECT coalesce(kind, 'unknown'), count(*) FROM items WHERE state IN ('failed', 'unknown') GROUP BY 1 ORDER BY 2 DESC"
            )
            first = ask(
                "SELECT key, coalesce(kind, 'unknown'), coalesce(error, '') FROM items"
                " WHERE state IN ('failed', 'unknown') ORDER BY ended LIMIT 20"
            )
            return dict(kinds.fetchall()), first.fetchall()

        return await self._call(read)

    async def close(self) -> None:
        """Let the sink end, and close the file. What the sink cannot do is raised."""
        try:
            if self._sink is not None and self._problem is None:
                sink = self._sink
                self._sink = None
                await self._call(lambda: sink.close(Records(self._connection)))
        finally:
            self._queue.put(None)
            await get_running_loop().run_in_executor(None, self._thread.join)

    def leave(self) -> None:
        """Close the file after what has been put down already, whatever the event loop does meanwhile."""
        self._sink = None
        self._queue.put(None)
        self._thread.join()

    async def _call(self, do: Callable[[], T]) -> T:
        if self._problem is not None:
            raise self._problem
        loop = get_running_loop()
        task = _Task(do, loop, loop.create_future())
        self._queue.put(task)
        return cast("T", await cast("Future[Any]", task.future))

    def _post(self, do: Callable[[], object]) -> None:
        self._queue.put(_Task(do, None, None))

    # In the thread.

    def _work(self) -> None:
        is_over = False
        while not is_over:
            tasks = self._next_tasks()
            is_over = bool(tasks) and tasks[-1] is None
            self._commit([task for task in tasks if task is not None])
            del tasks  # what they hold need not live until the next ones come
            self._tell_sink()
        self._connection.close()

    def _next_tasks(self) -> list[_Task | None]:
        """What has come in; nothing when it is time to tell the sink instead."""
        tasks: list[_Task | None] = []
        try:
            tasks.append(self._queue.get(timeout=_SINK_SECONDS if self._stale and self._sink else None))
            while len(tasks) < _MOST_AT_ONCE and tasks[-1] is not None:
                tasks.append(self._queue.get_nowait())
        except Empty:
            pass
        return tasks

    def _commit(self, tasks: list[_Task]) -> None:
        if not tasks:
            return
        connection = self._connection
        try:
            if self._problem is not None:
                raise self._problem
            connection.execute("BEGIN IMMEDIATE")
            for task in tasks:
                task.run()
            connection.execute("COMMIT")
        except BaseException as problem:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._problem = problem
            for task in tasks:
                task.problem = problem
        for loop in {task.loop for task in tasks if task.loop is not None}:
            try:
                loop.call_soon_threadsafe(_resolve, [task for task in tasks if task.loop is loop])
            except RuntimeError:
                pass  # the loop was left before it heard

    def _tell_sink(self) -> None:
        if self._sink is None or not self._stale or self._problem is not None or monotonic() < self._sink_due:
            return
        self._stale = False
        begun = monotonic()
        try:
            self._sink.advance(Records(self._connection))
        except BaseException as problem:
            self._problem = problem
        # A sink that is slow, because it has much to rewrite, gets a small part of the time.
        self._sink_due = monotonic() + max(_SINK_SECONDS, 5 * (monotonic() - begun))

    def _reconcile(self, *, repeatable: bool, retry_failed: bool, repeat_unknown: bool) -> Counts:
        do = self._connection.execute
        again = "state = 'pending', ids = NULL, result = NULL, error = NULL, kind = NULL, tokens = 0, ended = NULL"
        if repeatable:
            do(f"UPDATE items SET {again} WHERE state IN ('sent', 'unknown')")  # noqa: S608 - our own words
        do("UPDATE items SET state = 'sent', ended = NULL WHERE state = 'unknown' AND ids IS NOT NULL")
        lost = "sent, but the job was ended before an answer or an id came"
        for (position,) in do("SELECT position FROM items WHERE state = 'sent' AND ids IS NULL").fetchall():
            self._last_ended += 1
            do(
                "UPDATE items SET state = 'unknown', error = ?, kind = 'unknown', ended = ? WHERE position = ?",
                (lost, self._last_ended, position),
            )
        if repeat_unknown:
            do(f"UPDATE items SET {again} WHERE state = 'unknown'")  # noqa: S608
        if retry_failed:
            do(f"UPDATE items SET {again} WHERE state = 'failed'")  # noqa: S608
        if self._sink is not None:
            self._sink.open(Records(self._connection))
        return _counts(self._connection)

    def _register(self, items: Sequence[Item]) -> list[Entry]:
        do, entries = self._connection.execute, list[Entry]()
        marks = ", ".join("?" * len(items))
        query = f"SELECT key, position, state, digest, ids, ended FROM items WHERE key IN ({marks})"  # noqa: S608
        known = {row[0]: row[1:] for row in do(query, [item.key for item in items])}
        for item in items:
            row = known.get(item.key)
            if row is None:
                position = self._last_position + 1 if item.position is None else item.position
                self._last_position = max(self._last_position, position)
                keep = None if item.keep is None else _json(item.keep)
                do(
                    "INSERT INTO items (position, key, state, digest, keep) VALUES (?, ?, 'pending', ?, ?)",
                    (position, item.key, item.digest, keep),
                )
                known[item.key] = (position, "pending", item.digest, None, None)
                self._handed_out.add(position)
                entries.append(Entry(item, position, sent=False, ids={}))
                continue
            position, state, digest, ids, ended = row
            if digest != item.digest:
                raise JournalError(
                    f"{item.key!r} is not what it was when the job of {self.path} began: go on with the same input, "
                    "or begin anew with another journal"
                )
            if position in self._handed_out:
                raise JournalError(f"two items have the key {item.key!r}, by which the journal tells them apart")
            if ended is None:
                self._handed_out.add(position)
                entries.append(Entry(item, position, sent=state == "sent", ids=json.loads(ids) if ids else {}))
        return entries


class _Task:
    def __init__(self, do: Callable[[], object], loop: AbstractEventLoop | None, future: Future[Any] | None) -> None:
        self.do, self.loop, self.future = do, loop, future
        self.value: object = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        self.value = self.do()


def _resolve(tasks: list[_Task]) -> None:
    for task in tasks:
        future = task.future
        if future is None or future.done():
            continue
        if task.problem is not None:
            future.set_exception(task.problem)
        else:
            future.set_result(task.value)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise JournalError(f"the journal {path} cannot be opened: {error}") from error
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # two runs of one job would do everything twice
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise JournalError(f"the journal {path} is in use: another process runs this job") from None
        raise JournalError(f"the journal {path} cannot be used: {error}") from error
    except sqlite3.DatabaseError:
        connection.close()
        raise JournalError(f"{path} is no journal: name another file, or remove it") from None
    return connection


def _claim(connection: sqlite3.Connection, path: Path, job: str, fingerprint: Mapping[str, Any]) -> bool:
    """Make the file this job's journal, or see that it is; whether it was."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not {"meta", "items"} <= tables:
        raise JournalError(f"{path} is no journal, but a SQLite file of something else: name another file")
    connection.executescript(_SCHEMA)
    mine = {"format": _FORMAT, "job": job, **{name: json.dumps(value) for name, value in fingerprint.items()}}
    theirs = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    if not theirs:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", mine.items())
        return False
    for name in sorted(mine.keys() | theirs.keys(), key=["format", "job", *fingerprint].__contains__, reverse=True):
        if mine.get(name) != theirs.get(name):
            raise JournalError(
                f"the journal {path} is of another job: its {name} is {theirs.get(name, 'not there')}, not {mine.get(name, 'there')}. "
                "Name another journal (and output) for this one, or remove it to begin anew"
            )
    return True


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _counts(connection: sqlite3.Connection) -> Counts:
    rows = connection.execute("SELECT state, count(*), sum(tokens) FROM items GROUP BY state").fetchall()
    return Counts(**{state: count for state, count, _ in rows}, tokens=sum(tokens or 0 for *_, tokens in rows))


def _record(row: tuple[Any, ...]) -> Record:
    key, position, ended, state, value, keep, ids, error, kind, tokens, seconds = row
    return Record(
        key,
        position,
        ended,
        State(state),
        json.loads(value) if value else {},
        json.loads(keep) if keep else {},
        json.loads(ids) if ids else {},
        error,
        kind,
        tokens,
        seconds or 0.0,
    )
