"""Where a download goes, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeAlias, cast


class Writable(Protocol):
    """A file that is open for writing bytes."""

    def write(self, data: bytes, /) -> object: ...


Target: TypeAlias = "str | PathLike[str] | Writable"
"""A path, or a binary file that is open for writing."""


class Sink:
    """What takes a download piece by piece. A path gets its file when all of it has come, never a part of it.

    Args:
        target: Where it goes. Nothing is opened before `open`.
    """

    def __init__(self, target: Target) -> None:
        self._path = Path(target) if isinstance(target, (str, PathLike)) else None
        self._file: Any = None if self._path else target
        self._lock = Lock()  # a cancelled call may leave a thread writing

    def open(self) -> None:
        """Be ready to take it.

        Raises:
            OSError: There can be no such file.
        """
        if self._path is not None:
            self._file = self._partial.open("wb")

    def write(self, *pieces: bytes) -> None:
        """Take the next bytes. Joining them first would take longer than to write each."""
        with self._lock:
            for piece in pieces:
                self._file.write(piece)

    def finish(self) -> None:
        """All of it has come."""
        if self._path is not None:
            with self._lock:
                self._file.close()
                self._partial.replace(self._path)

    def discard(self) -> None:
        """It will not be whole. What an open file has got stays in it."""
        if self._path is not None and self._file is not None:
            with self._lock:
                self._file.close()
                self._partial.unlink(missing_ok=True)

    @property
    def _partial(self) -> Path:
        path = cast("Path", self._path)
        return path.with_name(f"{path.name}.part")


def file_name_in(headers: Mapping[str, str]) -> str | None:
    """The name of the file that an answer is, if its headers tell: the last part of what they say, which leads nowhere else."""
    from email.message import Message

    message = Message()
    message["Content-Disposition"] = headers.get("content-disposition", "")
    told = (message.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in told if character.isprintable()).strip()
    return None if name in ("", ".", "..") else name
