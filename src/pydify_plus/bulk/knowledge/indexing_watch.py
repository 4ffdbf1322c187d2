"""Waiting until documents are indexed: one looks for all that wait."""

from __future__ import annotations

import asyncio
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from pydify_plus.errors import DifyNotFoundError
from pydify_plus_generated.models import DocumentDisplayStatus as Shown

from ..engine.control import Control

if TYPE_CHECKING:
    from pydify_plus import AsyncClient

    from ..engine.job import Ticket

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0
_PENDING = "pending"
# In the order that documents go through, so that none slips by between two lists.
_LISTS = (Shown.QUEUING, Shown.INDEXING, Shown.ERROR, Shown.PAUSED)


class IndexingWatch:
    """Tells when documents of a knowledge base are indexed, with a few requests however many there are.

    Args:
        client: A client that does not repeat by itself.
        dataset_id: The knowledge base.
        timeout: Seconds without any document getting further, after which no more is expected; None for no limit.
        control: Ends waiting when the job is to stop.
    """

    def __init__(self, client: AsyncClient, dataset_id: str, *, timeout: float | None, control: Control) -> None:
        self._client = client
        self._dataset_id = dataset_id
        self._timeout = timeout
        self._control = control
        self._waiting: set[str] = set()
        self._outcomes: dict[str, str | None] = {}
        self._lock = asyncio.Lock()
        self._pause = _FIRST_PAUSE
        self._moved_at = monotonic()

    async def problem(self, document_id: str, ticket: Ticket) -> str | None:
        """Wait for a document.

        Returns:
            Why it is not indexed; None when it is.

        Raises:
            asyncio.CancelledError: The job is to stop. Dify goes on; the next sync waits for the rest.
        """
        if not self._waiting:
            self._moved_at = monotonic()
        self._waiting.add(document_id)
        self._pause = _FIRST_PAUSE
        try:
            while document_id not in self._outcomes:
                async with self._lock:
                    if document_id not in self._outcomes:
                        await self._rest()
                        await self._look(ticket)
            return self._outcomes.pop(document_id)
        finally:
            self._waiting.discard(document_id)

    async def _rest(self) -> None:
        until = monotonic() + self._pause
        self._pause = min(self._pause * 1.5, _LONGEST_PAUSE)
        while (left := until - monotonic()) > 0:
            if self._control.is_stopping:
                raise asyncio.CancelledError
            await asyncio.sleep(min(left, 0.2))

    async def _look(self, ticket: Ticket) -> None:
        asked_for = self._waiting - self._outcomes.keys()
        seen: dict[str, Any] = {}
        is_certain = True
        for status in _LISTS:
            found, is_whole = await ticket.call(partial(self._list, status), repeatable=True)
            seen.update((document.id, document) for document in found if document.id in asked_for)
            is_certain = is_certain and is_whole
        for document_id in asked_for - seen.keys() if not is_certain else ():
            seen[document_id] = await ticket.call(partial(self._get, document_id), repeatable=True)
        outcomes = {one: _outcome(seen.get(one)) for one in asked_for}
        settled = {one: outcome for one, outcome in outcomes.items() if outcome is not _PENDING}
        now = monotonic()
        if settled:
            self._outcomes.update(settled)
            self._moved_at, self._pause = now, _FIRST_PAUSE
        elif self._timeout is not None and now - self._moved_at > self._timeout:
            stuck = f"its indexing has not come to an end: no document got further for {self._timeout:.0f} s"
            self._outcomes.update(dict.fromkeys(asked_for, stuck))

    async def _list(self, status: Shown) -> tuple[list[Any], bool]:
        """The documents that Dify shows with a status, and whether none can be missing: a list that shrinks moves up between pages."""
        page = await self._client.documents.list_documents(self._dataset_id, limit=100, status=status)
        found = [document async for document in page if document.display_status == status]
        return found, len(page.data) < 100

    async def _get(self, document_id: str) -> Any:
        try:
            return await self._client.documents.get_document(self._dataset_id, document_id, metadata="without")
        except DifyNotFoundError:
            return None


def _outcome(document: Any) -> str | None:
    """Why a document is not indexed, None when it is, `_PENDING` when it will be seen. Of one that is gone nobody waits for anything."""
    if document is None:
        return None
    if document.display_status in (Shown.QUEUING, Shown.INDEXING):
        return _PENDING
    if document.display_status == Shown.ERROR:
        return f"its indexing failed: {document.error or 'Dify does not say why'}"
    return "its indexing is paused" if document.display_status == Shown.PAUSED else None
