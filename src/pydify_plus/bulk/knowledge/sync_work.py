"""What a sync does for one file or document."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydify_plus._core.documents import lacks_route
from pydify_plus.errors import DifyAPIError, DifyError, DifyNotFoundError, DifyValidationError

from ..engine.control import Control
from ..engine.items import Item, Result
from ..engine.job import Ticket
from ..engine.verdicts import Fate, judge
from .file_metadata import Value
from .indexing_watch import IndexingWatch
from .local_files import Content, digest_with, has_changed, load
from .remote_documents import remote_document
from .sync_plan import HASH, OWN_FIELDS, Action, Kind, LocalFile, RemoteDocument, metadata_changes, own_metadata

if TYPE_CHECKING:
    from pydify_plus import AsyncClient

_MOST_UPLOADS = 3
_STUBBORN = {"disabled": "enable", "archived": "restore", "paused": "resume"}


@dataclass(frozen=True, slots=True)
class Splitting:
    """How documents are split, as Dify takes it; None where its own defaults will do."""

    rule: Any
    form: str | None
    language: str | None

    @property
    def options(self) -> dict[str, Any]:
        """It as keywords of the methods that send documents."""
        return {"process_rule": self.rule, "doc_form": self.form, "doc_language": self.language}


class SyncWork:
    """Works on the actions of a plan.

    A document is made in two steps, since Dify takes no metadata with a file: the upload, and the metadata that say what it is. What a
    kill leaves behind between them is found by the file's name and size, and taken over when its content is the file's.

    Args:
        client: One that does not repeat by itself.
        dataset_id: The knowledge base.
        source: What the folder is called.
        splitting: How documents are split.
        indexing_technique: For a knowledge base that has none.
        is_empty: Whether the knowledge base has no document yet.
        fields: The ids of the metadata fields, by name.
        wait: Whether to wait until documents are indexed.
        indexing_timeout: Seconds without any document getting further.
        control: Ends the waiting when the job is to stop.
    """

    def __init__(
        self,
        client: AsyncClient,
        dataset_id: str,
        *,
        source: str,
        splitting: Splitting,
        indexing_technique: str | None,
        is_empty: bool,
        fields: Mapping[str, str],
        wait: bool,
        indexing_timeout: float | None,
        control: Control,
    ) -> None:
        self._client = client
        self._dataset_id = dataset_id
        self._source = source
        self._splitting = splitting
        self._technique = indexing_technique
        self._is_empty = is_empty
        self._fields = fields
        self._wait = wait
        self._watch = IndexingWatch(client, dataset_id, timeout=indexing_timeout, control=control)
        self._claimed: set[str] = set()
        self._first = asyncio.Lock()
        self._taking_over = asyncio.Lock()

    async def do(self, item: Item, ticket: Ticket) -> Result:
        """Do what an action says."""
        action: Action = item.data
        document, file = action.document, action.file
        if action.kind is Kind.REMOVED and document is not None:
            await self._delete(document.id, ticket)
            return _result(document.id)
        assert file is not None  # noqa: S101 - only removals have none
        if document is None or action.anew:
            if document is not None:
                await self._delete(document.id, ticket)
            document_id, sent = await self._create(file, list(action.candidates), ticket)
            return await self._finish(document_id, sent, {}, ticket)
        if action.kind is Kind.WAIT:
            return _result(document.id, await self._watch.problem(document.id, ticket))
        if action.uploads:
            if document.state in _STUBBORN:
                told = f"Dify updates no document that is {document.state}: {_STUBBORN[document.state]} it there first"
                return Result(_value(document.id), error=told, kind=document.state)
            if document.is_pending and (problem := await self._watch.problem(document.id, ticket)) is not None:
                return _result(document.id, problem)
            file = await self._update(document.id, file, ticket)
        else:
            file = replace(file, digest=document.metadata[HASH])  # as the document is split
        return await self._finish(document.id, file, self._kept(file, document), ticket, indexes=action.uploads)

    # A document and its metadata

    async def _finish(
        self, document_id: str, file: LocalFile, kept: Mapping[str, Any], ticket: Ticket, *, indexes: bool = True
    ) -> Result:
        problem = None
        await self._describe(document_id, {**kept, **file.metadata, **own_metadata(file, self._source)}, ticket)
        if not file.digest:
            problem = "the file was changed while it was sent: sync again"
        elif self._wait and indexes:
            problem = await self._watch.problem(document_id, ticket)
        return _result(document_id, problem)

    async def _describe(self, document_id: str, values: Mapping[str, Any], ticket: Ticket) -> None:
        listed = [
            {"id": self._fields[name], "name": name, "value": value}
            for name, value in values.items()
            if name in self._fields
        ]
        operation = {"document_id": document_id, "metadata_list": listed, "partial_update": True}
        await ticket.call(
            lambda: self._client.metadata.update_document_metadata(self._dataset_id, [operation]), repeatable=True
        )

    def _kept(self, file: LocalFile, document: RemoteDocument) -> dict[str, Value | None]:
        """The metadata that the document has from elsewhere, and None for what the file no longer says."""
        cleared = {name: None for name, value in metadata_changes(file, document).items() if value is None}
        return {**{name: value for name, value in document.metadata.items() if name not in OWN_FIELDS}, **cleared}

    async def _delete(self, document_id: str, ticket: Ticket) -> None:
        try:
            await ticket.call(
                lambda: self._client.documents.delete_document(self._dataset_id, document_id), repeatable=True
            )
        except DifyNotFoundError:
            pass  # somebody else did it, or this sync before its answer was lost

    # Content

    async def _create(self, file: LocalFile, candidates: list[str], ticket: Ticket) -> tuple[str, LocalFile]:
        """Make a document of a file, or find the one that was made of it."""
        if not self._is_empty:
            return await self._created(file, candidates, ticket)
        async with self._first:  # the first document decides how the knowledge base is indexed
            if self._is_empty:
                found = await self._created(file, candidates, ticket)
                self._is_empty, self._technique = False, None
                return found
        return await self._created(file, candidates, ticket)

    async def _created(self, file: LocalFile, candidates: list[str], ticket: Ticket) -> tuple[str, LocalFile]:
        lost: DifyError | None = None
        for _ in range(_MOST_UPLOADS):
            for document_id in candidates:
                if await self._is_of(document_id, file, ticket):
                    return document_id, file
            content = await asyncio.to_thread(load, file)
            try:
                created = await ticket.call(
                    partial(
                        self._client.documents.create_document_from_file,
                        self._dataset_id,
                        file=(file.name, content.data),
                        indexing_technique=self._technique,
                        **self._splitting.options,
                    )
                )
            except DifyError as error:
                if judge(error, repeatable=False).fate is not Fate.UNKNOWN:
                    raise
                lost, candidates = error, await self._left_behind(file, ticket)
                continue
            if created.document.id not in self._claimed:
                self._claimed.add(created.document.id)
                return created.document.id, await _as_sent(file, content)
            candidates = []  # one that looked lost was taken over for another file with the same content
        raise lost or DifyError(f"{file.path} could not be uploaded")

    async def _update(self, document_id: str, file: LocalFile, ticket: Ticket) -> LocalFile:
        for attempt in range(2):
            content = await asyncio.to_thread(load, file)
            try:
                await ticket.call(
                    partial(
                        self._client.documents.update_document,
                        self._dataset_id,
                        document_id,
                        name=file.name,
                        file=(file.name, content.data),
                        **self._splitting.options,
                    ),
                    repeatable=True,
                )
            except DifyValidationError as error:
                # Dify indexes it: after an update whose answer was lost, or after somebody else's.
                if attempt or "not available" not in error.message or await self._watch.problem(document_id, ticket):
                    raise
            else:
                return await _as_sent(file, content)
        raise AssertionError  # the second attempt returns or raises

    # What an interrupted upload left behind

    async def _left_behind(self, file: LocalFile, ticket: Ticket) -> list[str]:
        async def look() -> list[str]:
            listed = self._client.documents.list_documents(self._dataset_id, keyword=file.name, limit=100)
            found = [remote_document(document) async for document in listed]
            return [
                one.id
                for one in found
                if (one.name, one.size) == (file.name, file.size)
                and not any(one.metadata.get(name) for name in OWN_FIELDS)
            ]

        return await ticket.call(look, repeatable=True)

    async def _is_of(self, document_id: str, file: LocalFile, ticket: Ticket) -> bool:
        """Take a document over if its content is the file's."""
        async with self._taking_over:  # files of equal names and sizes look at the same documents
            if document_id in self._claimed:
                return False
            try:
                digest = await self._digest_of(document_id, ticket)
                if digest is None:
                    await self._make_it(document_id, file, ticket)
                elif digest != file.content_digest:
                    return False
            except DifyNotFoundError:
                return False  # it is gone
            self._claimed.add(document_id)
            return True

    async def _make_it(self, document_id: str, file: LocalFile, ticket: Ticket) -> None:
        """Give a document the file's content, where the server does not tell which it has. It is said to be the file's before it is."""
        await self._describe(document_id, {**own_metadata(file, self._source), HASH: ""}, ticket)
        problem = await self._watch.problem(document_id, ticket)
        if problem is not None:
            raise DifyError(f"a document that an interrupted upload left behind cannot be used: {problem}")
        await self._update(document_id, file, ticket)

    async def _digest_of(self, document_id: str, ticket: Ticket) -> str | None:
        """SHA-256 of a document's file; None where the server does not give it out."""
        with tempfile.TemporaryDirectory(prefix="pydify_plus-") as folder:
            path = Path(folder) / "document.zip"
            try:
                await ticket.call(
                    lambda: self._client.documents.download_documents_zip(self._dataset_id, [document_id], to=path),
                    repeatable=True,
                )
            except DifyAPIError as error:
                if lacks_route(error):
                    return None
                raise
            return await asyncio.to_thread(_digest_in, path)


def _digest_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive, archive.open(archive.infolist()[0]) as content:
        digest = hashlib.sha256()
        while piece := content.read(1 << 20):
            digest.update(piece)
        return digest.hexdigest()


async def _as_sent(file: LocalFile, content: Content) -> LocalFile:
    """The file with the digest of what was sent of it; with none when that cannot be told."""
    if isinstance(content.data, Path) and await asyncio.to_thread(has_changed, file):
        return replace(file, digest="")
    _, _, settings = file.digest.partition("+")
    return replace(file, digest=digest_with(content.digest, settings), content_digest=content.digest)


def _value(document_id: str) -> dict[str, Any]:
    return {"document_id": document_id}


def _result(document_id: str, problem: str | None = None) -> Result:
    return Result(_value(document_id), error=problem, kind=None if problem is None else "indexing")
