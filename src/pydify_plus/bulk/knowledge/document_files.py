"""The files of a knowledge base's documents, brought into a folder."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pydify_plus._core.documents import lacks_route
from pydify_plus.errors import DifyNotFoundError

from ..engine.connecting import own_client
from ..engine.control import Control
from ..engine.items import Item, Result
from ..engine.job import Job, Ticket, run_in_thread, run_job_async
from ..engine.progress import Progress
from ..engine.report import Report
from .remote_documents import find_dataset, read_documents
from .sync_plan import PATH, RemoteDocument

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

_FORBIDDEN: Mapping[int, str] = {**dict.fromkeys(range(32), "_"), **dict.fromkeys(map(ord, '<>:"|?*\\'), "_")}


def download_files(
    client: Client | AsyncClient,
    dataset: Any,
    folder: str | PathLike[str],
    *,
    documents: Iterable[str] | None = None,
    overwrite: bool = False,
    concurrency: int = 4,
    rpm: float | None = None,
    retries: int = 3,
    on_progress: Callable[[Progress], object] | None = None,
    control: Control | None = None,
) -> Report:
    """Download the files of a knowledge base's documents into a folder. Absent from Dify 1.9.

    POST /datasets/{dataset_id}/documents/download-zip, a document at a time. What `sync_folder` made gets its path within the folder again,
    all else its name; of equal names all but the first get the document's id before theirs.

    Args:
        client: A client with the knowledge key.
        dataset: The knowledge base: its id, its name, or itself.
        folder: The folder, or a `.zip` file, which gets the same.
        documents: The documents, by id, name or synced path; all when None.
        overwrite: Whether files that are there already are replaced; otherwise that is an error.
        concurrency: The most downloads at once.
        rpm: The most requests per minute; None for no limit.
        retries: The most repeats of a request that failed otherwise than by a limit.
        on_progress: Called with a `Progress` while it runs.
        control: Ends it from elsewhere, as Ctrl-C does.

    Returns:
        The report.

    Raises:
        ValueError: There is no such knowledge base or document, or the `.zip` is there already.
        DifyNotFoundError: There is no knowledge base with this id.

    Example:
        >>> report = download_files(client, "Handbook", "backup")
    """
    ending = control or Control()

    async def run() -> Report:
        async with own_client(client) as own:
            return await _download(
                own,
                dataset,
                Path(fspath(folder)),
                None if documents is None else list(documents),
                overwrite,
                concurrency,
                rpm,
                retries,
                on_progress,
                ending,
            )

    return run_in_thread(run, ending)


async def _download(
    client: AsyncClient,
    name_or_id: Any,
    target: Path,
    wanted: list[str] | None,
    overwrite: bool,
    concurrency: int,
    rpm: float | None,
    retries: int,
    on_progress: Callable[[Progress], object] | None,
    control: Control,
) -> Report:
    dataset = await find_dataset(client, name_or_id)
    if dataset is None:
        raise ValueError(f"there is no knowledge base {name_or_id!r}: give its name or id as it is")
    packs = target.suffix.lower() == ".zip"
    if packs and not overwrite and await asyncio.to_thread(target.exists):
        raise ValueError(f"{target} is there already: name another file, or overwrite it")
    chosen = _chosen(await read_documents(client, dataset.id), wanted)
    with tempfile.TemporaryDirectory(prefix="pydify_plus-") as temporary:
        folder = Path(temporary) / "files" if packs else target
        work = _Download(client.with_options(retries=0), dataset.id, folder, overwrite)
        report = await run_job_async(
            Job(
                name="knowledge download",
                items=(Item(key=one.id, data=(one, path)) for one, path in paths_of(chosen)),
                work=work.do,
                repeatable=True,
                concurrency=concurrency,
                rpm=rpm,
                retries=retries,
                total=len(chosen),
                on_progress=on_progress,
            ),
            control=control,
        )
        if packs:
            await asyncio.to_thread(_pack, folder, target)
    return replace(report, extra={"dataset_id": dataset.id, "output": str(target)})


class _Download:
    def __init__(self, client: AsyncClient, dataset_id: str, folder: Path, overwrite: bool) -> None:
        self._client = client
        self._dataset_id = dataset_id
        self._folder = folder
        self._overwrite = overwrite

    async def do(self, item: Item, ticket: Ticket) -> Result:
        document, path = item.data
        target = self._folder / path
        if not self._overwrite and await asyncio.to_thread(target.exists):
            return Result(error=f"{target} is there already", kind="exists")
        with tempfile.TemporaryDirectory(prefix="pydify_plus-") as temporary:
            packed = Path(temporary) / "document.zip"
            download = self._client.documents.download_documents_zip
            try:
                await ticket.call(partial(download, self._dataset_id, [document.id], to=packed), repeatable=True)
            except DifyNotFoundError as error:
                if lacks_route(error):
                    return Result(error="this server gives no files out: Dify does since 1.10", kind="server")
                raise
            await asyncio.to_thread(_unpack, packed, target)
        return Result({"path": path})


def paths_of(documents: Iterable[RemoteDocument]) -> list[tuple[RemoteDocument, str]]:
    """Where each document's file goes: paths that stay within the folder, each once, on any system."""
    found: list[tuple[RemoteDocument, str]] = []
    taken: set[str] = set()
    for document in documents:
        synced = document.metadata.get(PATH)
        path = _safe(synced if isinstance(synced, str) and synced else document.name.replace("/", "_"))
        if path.lower() in taken:
            here = PurePosixPath(path)
            path = str(here.with_name(f"{document.id}-{here.name}"))
        taken.add(path.lower())
        found.append((document, path))
    return found


def _safe(path: str) -> str:
    parts = [part.translate(_FORBIDDEN).rstrip(". ") for part in path.split("/")]
    return "/".join(part for part in parts if part) or "document"


def _chosen(documents: list[RemoteDocument], wanted: list[str] | None) -> list[RemoteDocument]:
    if wanted is None:
        return documents
    found: dict[str, RemoteDocument] = {}
    for name in wanted:
        fitting = [one for one in documents if name in (one.id, one.name, one.metadata.get(PATH))]
        if not fitting:
            raise ValueError(f"the knowledge base has no document {name!r}, by id, name or synced path")
        found.update((one.id, one) for one in fitting)
    return list(found.values())


def _unpack(packed: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(packed) as archive, archive.open(archive.infolist()[0]) as content, beside.open("wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
    beside.replace(target)


def _pack(folder: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    beside.replace(target)
