"""Bodies as one line of a log: bounded, without keys, and unable to forge a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydify_plus_generated.types import File

from .redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMIT = 2000
"""The most characters of a body."""
_TEXT_TYPES = ("json", "text/", "xml")


def body_text(content: bytes, content_type: str, secrets: Iterable[str] = ()) -> str:
    """The line for a body, if it is text; else what it is."""
    if not content:
        return "no body"
    if not any(kind in content_type for kind in _TEXT_TYPES):
        return f"{len(content)} bytes of {content_type or 'unknown type'}"
    # More than is shown, so that no secret is cut before it is known as one.
    text = redact(content[: 8 * LIMIT].decode("utf-8", "replace"), secrets)
    shown = "".join(character if character.isprintable() else repr(character)[1:-1] for character in text[:LIMIT])
    return shown if len(content) <= 8 * LIMIT and len(text) <= LIMIT else f"{shown}… ({len(content)} bytes)"


def parts_text(parts: Sequence[tuple[str, File | str]], secrets: Iterable[str] = ()) -> str:
    """The line for a form: its fields, and of its files the names and types."""
    shown = (
        f"{name}: file {part.name!r}, {part.content_type}"
        if isinstance(part, File)
        else f"{name}: {body_text(part.encode(), 'text/plain', secrets)}"
        for name, part in parts
    )
    return f"form ({'; '.join(shown)})"
