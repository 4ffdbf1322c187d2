"""What can be exported, and how each kind is read without losing or doubling a row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from pydify_plus.errors import DifyNotFoundError

from ..engine.items import Item, Result

if TYPE_CHECKING:
    from pydify_plus import AsyncClient

    from ..engine.job import Ticket
    from .appending import Known

_MOST = 100
_OTHER_LIMIT = 61
"""Another page size: what Dify skips at a page's edge, because it was made in the same instant, is not at an edge then."""
_MOST_ROUNDS = 3

Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, in unix seconds: from `since` on, before `until`; None where it is open."""

    since: float | None = None
    until: float | None = None

    def holds(self, row: Mapping[str, Any], name: str = "created_at") -> bool:
        """Whether a row's time is in it. A row without a time is."""
        moment = moment_of(row.get(name))
        if moment is None:
            return True
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)

    def is_after(self, row: Mapping[str, Any], name: str = "created_at") -> bool:
        """Whether it begins after a row's time."""
        moment = moment_of(row.get(name))
        return self.since is not None and moment is not None and moment < self.since


def moment_of(value: Any) -> float | None:
    """A time of Dify's, which are unix seconds or ISO text in UTC, in unix seconds; None for anything else."""
    if isinstance(value, str):
        if value.isdecimal():
            return float(value)  # as tables of text have it
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    return float(value) if isinstance(value, int | float) else None


class Source:
    """A kind of export.

    Attributes:
        name: What it is called.
        columns: The columns that its table has in any case, first.
        resumes: Whether what has been read need not be read again by a resumed export.
        identity: The columns that tell rows apart, and versions of a row that changes.
    """

    name = ""
    columns: tuple[str, ...] = ()
    resumes = True
    identity: tuple[str, ...] = ("id",)

    def __init__(self) -> None:
        self.span = Span()
        self._known: Known | None = None

    def use(self, client: AsyncClient, span: Span, known: Known | None = None) -> None:
        """Get ready to read.

        Args:
            client: Reads.
            span: The rows that are wanted.
            known: The rows that are there already.
        """
        self._known = known
        self.client = client
        self.quiet = client.with_options(retries=0)  # repeats are the job's
        self.span = span

    @property
    def fingerprint(self) -> dict[str, Any]:
        """What makes this export this one."""
        return {}

    def items(self) -> AsyncIterator[Item]:
        """The pieces that are read one by one."""
        raise NotImplementedError

    async def rows(self, item: Item, ticket: Ticket) -> Rows:
        """The rows of a piece."""
        raise NotImplementedError

    async def work(self, item: Item, ticket: Ticket) -> Result:
        """Read a piece."""
        rows, known = await self.rows(item, ticket), self._known
        return Result({"rows": rows if known is None else [row for row in rows if row not in known]})

    def lacking(self, user: str = "") -> Span:
        """The span in which something may be lacking, for kinds whose rows never change.

        Args:
            user: Whose rows.
        """
        if self._known is None or self.span.since is not None:
            return self.span
        return Span(self._known.since(user), self.span.until)


class Conversations(Source):
    """The conversations of end users, those in the span that changed in it."""

    name = "conversations"
    columns = ("user", "id", "name", "status", "inputs", "introduction", "created_at", "updated_at")
    identity = ("id", "updated_at")

    def __init__(self, users: Iterable[str]) -> None:
        super().__init__()
        self.users = checked_users(users)

    @property
    def fingerprint(self) -> dict[str, Any]:
        return {"users": self.users}

    async def items(self) -> AsyncIterator[Item]:
        for user in self.users:
            yield Item(key=user, data=user)

    async def rows(self, item: Item, ticket: Ticket) -> Rows:
        found = await _conversations(self.quiet, item.data, partial(_by_ticket, ticket))
        return [{"user": item.data, **one} for one in found if self.span.holds(one, "updated_at")]


class Messages(Source):
    """The messages of end users' conversations, oldest first in each."""

    name = "messages"
    columns = (
        "user",
        "conversation_id",
        "id",
        "parent_message_id",
        "created_at",
        "query",
        "answer",
        "inputs",
        "status",
        "error",
    )

    def __init__(self, users: Iterable[str]) -> None:
        super().__init__()
        self.users = checked_users(users)

    @property
    def fingerprint(self) -> dict[str, Any]:
        return {"users": self.users}

    async def items(self) -> AsyncIterator[Item]:
        for user in self.users:
            span = self.lacking(user)
            for one in await _conversations(self.client, user, _at_once):
                if not span.is_after(one, "updated_at"):
                    yield Item(key=f"{user}/{one['id']}", data=(user, one["id"]))

    async def rows(self, item: Item, ticket: Ticket) -> Rows:
        user, conversation_id = item.data
        try:
            found = await self._messages(user, conversation_id, _MOST, ticket)
            if len(found) >= _MOST:
                found |= await self._messages(user, conversation_id, _OTHER_LIMIT, ticket)
        except DifyNotFoundError:
            return []  # it was deleted meanwhile
        ordered = sorted(found.values(), key=lambda row: moment_of(row.get("created_at")) or 0.0)
        return [{"user": user, **row} for row in ordered if self.span.holds(row)]

    async def _messages(self, user: str, conversation_id: str, limit: int, ticket: Ticket) -> dict[str, Row]:
        """Messages by id, oldest first. Dify gives the newest page first, and each page oldest first."""
        listed = partial(_first, self.quiet.sessions.get_conversation_messages, conversation_id, user=user, limit=limit)
        pages: list[Rows] = []
        span = self.lacking(user)
        page: Any = await ticket.call(listed, repeatable=True)
        while page is not None:
            pages.append([dict(row.to_dict()) for row in page.data])
            if not page.data or span.is_after(pages[-1][0]):
                break
            page = await ticket.call(page.next_page, repeatable=True)
        return {row["id"]: row for rows in reversed(pages) for row in rows}


class Paged(Source):
    """A list that is read page by page, one after the other, since Dify works each page out anew.

    What is added meanwhile moves rows to the next page, where they come again: they are taken once. What is deleted moves rows to a
    page that was read already: where Dify counts the list, it is read again until nothing is missing.
    """

    resumes = False

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()
        self._following: Any = None

    def listed(self) -> Any:
        """The list."""
        raise NotImplementedError

    def row(self, found: Row) -> Row:
        """A row of the list as it is exported."""
        return found

    async def items(self) -> AsyncIterator[Item]:
        number = 0
        for _ in range(_MOST_ROUNDS):
            self._following = partial(_first, self.listed)
            total = None
            while self._following is not None:
                number += 1
                read: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
                yield Item(key=f"page {number}", data=read)
                total = await read
            if total is None or len(self._seen) >= total:
                return

    async def rows(self, item: Item, ticket: Ticket) -> Rows:
        following, self._following = self._following, None
        total = None
        try:
            if following is None:
                return []
            page = await ticket.call(following, repeatable=True)
            found = [dict(row.to_dict()) for row in page.data]
            fresh = [row for row in found if row.get("id") not in self._seen]
            self._seen.update(row["id"] for row in fresh if "id" in row)
            if page.has_more:
                self._following = page.next_page
            total = page.total
            return [self.row(row) for row in fresh if self.span.holds(row)]
        finally:
            if not item.data.done():
                item.data.set_result(total)


class Feedback(Paged):
    """The ratings of all users of an app."""

    name = "feedback"
    identity = ("id", "updated_at", "rating", "content")
    columns = (
        "id",
        "message_id",
        "conversation_id",
        "rating",
        "content",
        "from_source",
        "from_end_user_id",
        "created_at",
        "updated_at",
    )

    def listed(self) -> Any:
        return self.quiet.feedback.list_feedbacks(limit=_MOST)


class Annotations(Paged):
    """The annotations of an app."""

    name = "annotations"
    columns = ("id", "question", "answer", "hit_count", "created_at")
    identity = ("id", "question", "answer")

    def listed(self) -> Any:
        return self.quiet.annotations.list_annotations(limit=_MOST)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which runs are wanted, as `workflows.list_logs` takes it."""

    keyword: str | None = None
    status: str | None = None
    created_by_end_user_session_id: str | None = None
    created_by_account: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """What is set of it."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


class WorkflowLogs(Paged):
    """The runs of a workflow app; each row has the run's own fields under `workflow_run`."""

    name = "workflow logs"
    columns = ("id", "workflow_run", "details", "created_from", "created_by_role", "created_by_end_user", "created_at")

    def __init__(self, wanted: LogFilter | None = None) -> None:
        super().__init__()
        self._wanted = (wanted or LogFilter()).to_dict()

    @property
    def fingerprint(self) -> dict[str, Any]:
        return {"filter": self._wanted}

    def listed(self) -> Any:
        # A little more than is wanted, whichever way Dify takes the ends; the span decides.
        span = self.lacking()
        after, before = span.since, span.until
        return self.quiet.workflows.list_logs(
            limit=_MOST,
            created_at__after=None if after is None else datetime.fromtimestamp(after - 1, UTC),
            created_at__before=None if before is None else datetime.fromtimestamp(before + 1, UTC),
            **self._wanted,
        )


class OfDataset(Source):
    """What one knowledge base has.

    Args:
        dataset_id: The knowledge base.
    """

    def __init__(self, dataset_id: str) -> None:
        super().__init__()
        self.dataset_id = dataset_id

    @property
    def fingerprint(self) -> dict[str, Any]:
        return {"dataset": self.dataset_id}


class Documents(OfDataset, Paged):
    """The documents of a knowledge base."""

    name = "documents"
    identity = ("id", "name", "display_status", "word_count", "tokens")
    columns = (
        "dataset_id",
        "id",
        "position",
        "name",
        "indexing_status",
        "display_status",
        "created_at",
        "word_count",
        "tokens",
    )

    def listed(self) -> Any:
        return self.quiet.documents.list_documents(self.dataset_id, limit=_MOST)

    def row(self, found: Row) -> Row:
        return {"dataset_id": self.dataset_id, **found}


class Segments(OfDataset):
    """The segments of all documents of a knowledge base, those in the span that changed in it."""

    name = "segments"
    identity = ("id", "content", "answer", "keywords", "enabled")
    columns = (
        "dataset_id",
        "document_id",
        "document_name",
        "id",
        "position",
        "content",
        "answer",
        "keywords",
        "status",
        "enabled",
    )

    async def items(self) -> AsyncIterator[Item]:
        from ..knowledge.remote_documents import read_documents

        for document in await read_documents(self.client, self.dataset_id):
            yield Item(key=document.id, data=document)

    async def rows(self, item: Item, ticket: Ticket) -> Rows:
        document = item.data
        found: dict[str, Row] = {}
        try:
            for _ in range(_MOST_ROUNDS):
                listed = partial(_first, self.quiet.blocks.list_segments, self.dataset_id, document.id, limit=_MOST)
                total = 0
                async for page in _pages(listed, partial(_by_ticket, ticket)):
                    found.update((row.id, dict(row.to_dict())) for row in page.data)
                    total = page.total or 0
                if len(found) >= total:
                    break
        except DifyNotFoundError:
            return []  # the document was deleted meanwhile
        own = {"dataset_id": self.dataset_id, "document_id": document.id, "document_name": document.name}
        return [
            {**own, **row}
            for row in found.values()
            if self.span.holds(row, "updated_at" if row.get("updated_at") else "created_at")
        ]


def checked_users(users: Iterable[str]) -> list[str]:
    """The users, each once.

    Raises:
        ValueError: There is none, or one is empty.
        TypeError: One text was given in place of a list.
    """
    if isinstance(users, str):
        raise TypeError("users must be a list of end users, such as ['alice', 'bob']")
    found = list(dict.fromkeys(users))
    if not found or not all(found):
        raise ValueError("name the end users whose conversations are wanted: Dify lists them for one user at a time")
    return found


Call = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]


async def _conversations(client: AsyncClient, user: str, call: Call) -> Rows:
    """All conversations of a user, in the order in which they were made.

    What was made in the same instant as the last one of a page is not on the next. Where there is more than one page, they are read from
    the other end too, where it is not missing.
    """
    found: dict[str, Row] = {}
    for order in ("created_at", "-created_at"):
        listed = partial(_first, client.sessions.list_conversations, user=user, limit=_MOST, sort_by=order)
        async for page in _pages(listed, call):
            found.update((row.id, dict(row.to_dict())) for row in page.data if row.id not in found)
        if len(found) < _MOST:
            break
    return sorted(found.values(), key=lambda row: moment_of(row.get("created_at")) or 0.0)


async def _pages(first: Callable[[], Awaitable[Any]], call: Call) -> AsyncIterator[Any]:
    page = await call(first)
    while page is not None:
        yield page
        page = await call(page.next_page)


async def _first(listed: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    return await listed(*arguments, **options)


async def _by_ticket(ticket: Ticket, do: Callable[[], Awaitable[Any]]) -> Any:
    return await ticket.call(do, repeatable=True)


async def _at_once(do: Callable[[], Awaitable[Any]]) -> Any:
    return await do()
