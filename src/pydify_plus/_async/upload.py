"""The body of an upload, sent in pieces. Its files are opened, measured and read where waiting for a disk holds up nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pydify_plus._core.content import Content, UploadProgress
from pydify_plus._core.multipart import segments_of
from pydify_plus._core.uploads import is_on_disk, upload_part

from .disk import on_disk, on_pipe
from .progress import tell

if TYPE_CHECKING:
    from typing import Self

    from pydify_plus._core.multipart import Parts
    from pydify_plus._core.uploads import FileSource
    from pydify_plus_generated.types import File

PIECE = 1 << 19
"""How many bytes are read and sent at a time: going to a thread and through an HTTP library costs more than a small piece."""


async def part_of(file: FileSource, **how: Any) -> File:
    """The part of a form that uploads `file`, as `upload_part` makes it."""
    make = partial(upload_part, file, **how)
    return await on_disk(make) if is_on_disk(file) else make()


class AsyncUpload:
    """The body of one attempt to send a form. It may be read again, as some authentication asks for, if its files can be.

    Args:
        content_type: The form's.
        segments: What it is made of, the files open.
        on_progress: Told how far the files are, after each piece.
    """

    def __init__(
        self, content_type: str, segments: list[bytes | Content], on_progress: Callable[[UploadProgress], Any] | None
    ) -> None:
        self._content_type = content_type
        self._segments = segments
        self._on_progress = on_progress

    @classmethod
    async def opened(cls, parts: Parts, options: Mapping[str, Any]) -> Self:
        """The body of a call's form, with its files open.

        Raises:
            OSError: One cannot be opened.
        """
        content_type, segments = segments_of(parts, options.get("extra_body"))
        upload = cls(content_type, [], options.get("on_progress"))
        try:
            for each in segments:
                upload._segments.append(each if isinstance(each, bytes) else await _content(each))
        except BaseException:
            upload.close()
            raise
        return upload

    def arguments(self) -> dict[str, Any]:
        """The arguments for a request of httpx."""
        headers = {"Content-Type": self._content_type}
        sizes = [len(each) if isinstance(each, bytes) else each.size for each in self._segments]
        if None not in sizes:
            headers["Content-Length"] = str(sum(size or 0 for size in sizes))
        return {"content": self, "headers": headers}

    async def __aiter__(self) -> AsyncIterator[bytes]:
        files = self._files
        total = None if any(file.size is None for file in files) else sum(file.size or 0 for file in files)
        sent = 0
        for each in self._segments:
            if isinstance(each, bytes):
                yield each
                continue
            async for piece in _pieces(each):
                yield piece
                sent += len(piece)
                await tell(self._on_progress, UploadProgress(sent, total))

    def close(self) -> None:
        """Close what was opened."""
        for file in self._files:
            file.close()

    @property
    def _files(self) -> list[Content]:
        return [each for each in self._segments if not isinstance(each, bytes)]


async def _content(file: File) -> Content:
    return Content(file) if isinstance(file.payload, bytes) else await on_disk(Content, file)


async def _pieces(file: Content) -> AsyncIterator[bytes]:
    if file.is_in_memory:
        file.rewind()
        while piece := file.read(PIECE):
            yield piece
        return
    await on_disk(file.rewind)
    # A pipe that a caller gave may stay silent for ever; a file that was opened here must not be read when it is closed.
    read = on_disk if file.is_own else on_pipe
    while piece := await read(file.read, PIECE):
        yield piece
