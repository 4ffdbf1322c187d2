"""Where a download goes, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Protocol, TypeAlias


class Writable(Protocol):
    """A file that is open for writing bytes."""

    def write(self, data: bytes, /) -> object: ...


Target: TypeAlias = "str | PathLike[str] | Writable"
"""A path, or a binary file that is open for writing."""


@contextmanager
def writer_to(target: Target) -> Generator[Callable[[bytes], object]]:
    """What takes a download piece by piece. A path gets its file when all of it has come, never a part of it."""
    if not isinstance(target, (str, PathLike)):
        yield target.write
        return
    path = Path(target)
    partial = path.with_name(f"{path.name}.part")
    try:
        with partial.open("wb") as file:
            yield file.write
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def file_name_in(headers: Mapping[str, str]) -> str | None:
    """The name of the file that an answer is, if its headers tell: the last part of what they say, which leads nowhere else."""
    from email.message import Message

    message = Message()
    message["Content-Disposition"] = headers.get("content-disposition", "")
    told = (message.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in told if character.isprintable()).strip()
    return None if name in ("", ".", "..") else name
