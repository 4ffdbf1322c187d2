"""The body of an upload: where its parts begin and end, by RFC 7578 and as browsers write names."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from pydify_plus_generated.types import File, multipart_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Parts = Sequence[tuple[str, File | str]]

# What would end a quoted name, or the line that it is in.
_ESCAPES = {'"': "%22", "\\": "\\\\", **{chr(code): f"%{code:02X}" for code in range(0x20) if code != 0x1B}}
_ESCAPED = str.maketrans(_ESCAPES)


def segments_of(parts: Parts, extra: Mapping[str, Any] | None) -> tuple[str, list[bytes | File]]:
    """The content type of a multipart body, and what the body is made of: bytes as they are, and files whose content goes in between.

    The boundary is drawn at random, and names are escaped, so that no file can forge a part.

    Args:
        parts: The call's fields and files.
        extra: Fields laid over the call's.
    """
    boundary = token_hex(16)
    fields = {name: part for name, part in [*parts, *multipart_parts(extra or {})] if isinstance(part, str)}
    segments: list[bytes | File] = []
    ahead = ""
    for name, text in fields.items():
        ahead += f"--{boundary}\r\n{_disposition(name)}\r\n\r\n{text}\r\n"
    for name, part in parts:
        if isinstance(part, File):
            head = f"{_disposition(name)}; filename={_quoted(part.name)}\r\nContent-Type: {part.content_type}"
            segments += (f"{ahead}--{boundary}\r\n{head}\r\n\r\n".encode(), part)
            ahead = "\r\n"
    segments.append(f"{ahead}--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", segments


def _disposition(name: str) -> str:
    return f"Content-Disposition: form-data; name={_quoted(name)}"


def _quoted(name: str) -> str:
    return f'"{name.translate(_ESCAPED)}"'
