from __future__ import annotations

from ..types import View


class Transcription(View):
    """Speech as text."""

    text: str
    """What was said."""

    _fields = {"text": "text"}
    _required = frozenset({"text"})
