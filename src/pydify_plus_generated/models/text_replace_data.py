from __future__ import annotations

from ..types import View


class TextReplaceData(View):
    """The whole text."""

    text: str | None
    """The text that takes the place of all before."""

    _fields = {"text": "text"}
