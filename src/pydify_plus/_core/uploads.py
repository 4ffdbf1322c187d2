"""What callers give as a file, made into the part of a form. Paths are looked at here, nothing is read."""

from __future__ import annotations

import io
import os
import re
import stat
from dataclasses import replace
from errno import EISDIR, ENOENT
from os import PathLike
from pathlib import Path, PurePath
from typing import IO, Any, Protocol, TypeAlias, cast

from pydify_plus_generated.types import File

# What Python makes of a name that is no UTF-8: such a file can be opened, but its name cannot be sent.
_SURROGATES = re.compile("[\ud800-\udfff]")


class Readable(Protocol):
    """An open binary file, or a stream that is read once."""

    def read(self, size: int = ..., /) -> bytes: ...


FileSource: TypeAlias = (
    "str | PathLike[str] | bytes | bytearray | memoryview | Readable | tuple[str, Any] | tuple[str, Any, str] | File"
)
"""A path (a str is one too), bytes, an open binary file, a stream, `(name, data)` or `(name, data, type)`."""

UNNAMED = "file"
UNKNOWN_TYPE = "application/octet-stream"

# Dify compares a part's type with `audio/` and one of these, and refuses the types that the rest of the world uses.
_AUDIO = ("mp3", "m4a", "wav", "amr", "mpga")
_AUDIO_ALIASES = {
    "audio/mp4": "audio/m4a",
    "audio/mp4a-latm": "audio/m4a",
    "audio/mpeg": "audio/mp3",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-m4a": "audio/m4a",
    "audio/x-mp3": "audio/mp3",
    "audio/x-mpeg": "audio/mp3",
    "audio/x-wav": "audio/wav",
}


def upload_part(
    file: FileSource, *, name: str | None = None, content_type: str | None = None, audio: bool = False
) -> File:
    """The part of a form that uploads `file`.

    Args:
        file: A path, which each attempt opens anew; bytes; an open binary file, sent from its start; a stream that
            cannot seek, sent as far as it goes and never twice; or one of these in a tuple with its name, and perhaps
            its content type.
        name: The file's name, in place of its own.
        content_type: Its content type; by its name when left out.
        audio: Give audio the content types that Dify takes.

    Raises:
        FileNotFoundError: The path leads nowhere.
        IsADirectoryError: The path leads to a folder.
        TypeError: A text file, an asynchronous file, or no file at all.
        ValueError: A closed file, a path to something that is no regular file, an empty name, or audio whose type does
            not show.
    """
    content, own_name, own_type = _unpacked(file)
    payload, found_name = _payload(content)
    name = _SURROGATES.sub("\ufffd", next(one for one in (name, own_name, found_name) if one is not None))
    if not name:
        raise ValueError("a file needs a name: pass (name, data)")
    find_type = _audio_type if audio else _type
    return File(payload, name, find_type(name, content_type or own_type))


def is_on_disk(file: FileSource) -> bool:
    """Whether looking at a file may wait for a disk."""
    return isinstance(_unpacked(file)[0], (str, PathLike))


def renamed(part: File, name: str | None) -> File:
    """The same part under another name, which keeps the file's own extension: by that Dify knows what a file is."""
    if name is None:
        return part
    extension = PurePath(part.name).suffix
    if extension and PurePath(name).suffix.lower() != extension.lower():
        name += extension
    return replace(
        part, name=name, content_type=_type(name, None) if part.content_type == UNKNOWN_TYPE else part.content_type
    )


def source_of(part: File) -> File | None:
    """What can be read again after its upload, for an open file its path; None when nothing can."""
    if not isinstance(part.payload, Stream):
        return part
    path = part.payload.path
    if path is not None:
        return replace(part, payload=path)
    return part if part.payload.seekable() else None


class Stream:
    """An open file, as far as sending needs it.

    An HTTP library takes a file's length from its descriptor, which is wrong for pipes and compressed files. So there
    is no descriptor here, and no `seek` where the file cannot.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        if self.seekable():
            self.seek: Any = file.seek
            self.tell: Any = file.tell

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._file.read(size)
        if not isinstance(chunk, bytes):
            raise TypeError(f"the file's read() gave {type(chunk).__name__}: it must be binary and wait for its bytes")
        return chunk

    def seekable(self) -> bool:
        seekable = getattr(self._file, "seekable", None)
        return bool(seekable()) if seekable is not None else hasattr(self._file, "seek")

    @property
    def closed(self) -> bool:
        return bool(getattr(self._file, "closed", False))

    @property
    def is_in_memory(self) -> bool:
        """Whether its bytes are there without waiting."""
        return isinstance(self._file, io.BytesIO)

    @property
    def path(self) -> Path | None:
        """Where the same bytes can be read once the file is closed."""
        name = getattr(self._file, "name", None)
        if not isinstance(name, str) or not isinstance(getattr(self._file, "raw", self._file), io.FileIO):
            return None
        try:
            here, there = os.fstat(self._file.fileno()), Path(name).stat()
        except (OSError, ValueError):
            return None
        return Path(name).absolute() if stat.S_ISREG(here.st_mode) and os.path.samestat(here, there) else None


def _unpacked(file: FileSource) -> tuple[Any, str | None, str | None]:
    """The content of a file, the name and the content type that are given with it."""
    if isinstance(file, File):
        return file.payload, file.name, None if file.content_type == UNKNOWN_TYPE else file.content_type
    if not isinstance(file, tuple):
        return file, None, None
    given = cast("tuple[Any, ...]", file)
    if len(given) not in (2, 3) or not all(isinstance(text, str) for text in (given[0], *given[2:])):
        raise TypeError("a file given as a tuple is (name, data) or (name, data, content type)")
    return given[1], given[0], given[2] if len(given) == 3 else None


def _payload(file: Any) -> tuple[bytes | PathLike[str] | IO[bytes], str]:
    """What is sent, and the name that it has by itself."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", file)), UNNAMED
    if isinstance(file, (str, PathLike)):
        path = _regular_file(cast("str | PathLike[str]", file))
        return path, path.name
    if not callable(getattr(file, "read", None)):
        raise TypeError(
            f"expected a path, bytes, an open binary file, (name, data) or (name, data, content type), not "
            f"{type(file).__name__}"
        )
    if isinstance(file, io.TextIOBase) or hasattr(file, "encoding"):
        raise TypeError("the file is open for text: open it with mode 'rb'")
    if _is_asynchronous(file.read):
        raise TypeError("the file is an asynchronous one: pass its path, its bytes, or a file from open(path, 'rb')")
    if getattr(file, "closed", False):
        raise ValueError("the file is closed: upload it while it is open, or pass its path")
    stream = file if isinstance(file, Stream) else Stream(file)
    own: Any = getattr(file, "name", None)
    # A descriptor's name is a number, that of standard input is in brackets.
    named = isinstance(own, str) and not own.startswith("<")
    return cast("IO[bytes]", stream), (PurePath(own).name if named else "") or UNNAMED


def _is_asynchronous(read: Any) -> bool:
    from inspect import iscoroutinefunction

    return iscoroutinefunction(read)


def _regular_file(given: str | PathLike[str]) -> Path:
    path = Path(os.fsdecode(given))
    try:
        mode = path.stat().st_mode
    except PermissionError:
        raise
    except (OSError, ValueError):
        # Text given for a path can be too long, or hold a character that no path has.
        raise FileNotFoundError(
            ENOENT, "no such file (a str is taken for a path: pass bytes to send text itself)", str(path)[:200]
        ) from None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "this is a folder, and files are uploaded one by one", str(path))
    if not stat.S_ISREG(mode):
        raise ValueError(f"{path} is no regular file, so that it may not be read twice: open it and pass the open file")
    return path.absolute()


def _type(name: str, given: str | None) -> str:
    if given:
        return given
    from mimetypes import guess_type

    found, encoding = guess_type(PurePath(name).name)
    # A packed file is not of the type of what is in it.
    return found if found and not encoding else UNKNOWN_TYPE


def _audio_type(name: str, given: str | None) -> str:
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if not given and extension in _AUDIO:
        return f"audio/{extension}"
    found = _type(name, given).lower()
    if found == UNKNOWN_TYPE:
        raise ValueError(
            f"what kind of audio {name!r} is does not show: pass ('speech.mp3', data), or content_type=, "
            f"one of {', '.join(f'audio/{kind}' for kind in _AUDIO)}"
        )
    return _AUDIO_ALIASES.get(found, found)
