"""The content of a file that is uploaded, read from its start as often as it is sent."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from .uploads import Stream

if TYPE_CHECKING:
    from pydify_plus_generated.types import File


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload is.

    Attributes:
        sent: Bytes of the file that the connection has taken. An upload that is repeated begins at 0 again.
        total: Bytes of the file; None for a stream whose length is not known.
    """

    sent: int
    total: int | None


class Content:
    """An open file. What was opened for it is closed with it, what a caller opened is not.

    Args:
        part: The file. A path is opened.

    Attributes:
        is_own: Whether it was opened for this.
        is_in_memory: Whether it is there without waiting.
        size: Its bytes; None when they are known only at its end.

    Raises:
        OSError: A path cannot be opened.
    """

    __slots__ = ("_closed", "_file", "_lock", "_reading", "_stream", "is_in_memory", "is_own", "size")

    def __init__(self, part: File) -> None:
        payload: Any = part.payload
        self.is_own = isinstance(payload, PathLike)
        if self.is_own:
            payload = Path(payload).open("rb", buffering=0)  # noqa: SIM115 - closed with this; pieces are large
        elif isinstance(payload, bytes):
            payload = io.BytesIO(payload)
        self._file = payload
        self._lock = Lock()
        self._reading = self._closed = False
        self._stream = payload if isinstance(payload, Stream) else Stream(payload)
        self.is_in_memory = self._stream.is_in_memory
        self.size = self._measured()

    def _measured(self) -> int | None:
        if self.is_own:
            return os.fstat(self._file.fileno()).st_size
        if not hasattr(self._stream, "seek"):
            return None
        self._stream.seek(0, io.SEEK_END)
        return int(self._stream.tell())

    def rewind(self) -> None:
        """Go to its start, if it is one that can."""
        if hasattr(self._stream, "seek"):
            self._stream.seek(0)

    def read(self, size: int) -> bytes:
        """The next bytes, at most as many; none at its end."""
        with self._lock:
            self._reading = True
        try:
            return self._stream.read(size)
        finally:
            with self._lock:
                self._reading = False
                if self._closed:
                    self._file.close()

    def close(self) -> None:
        """Close what was opened: at once, or by a thread that a cancelled call has left reading."""
        if self.is_own:
            with self._lock:
                self._closed = True
                if not self._reading:
                    self._file.close()
