from __future__ import annotations

from ..types import View


class LocalizedText(View):
    """A text in two languages."""

    zh_hans: str
    """In simplified Chinese."""
    en_us: str
    """In English."""

    _fields = {"zh_hans": "zh_Hans", "en_us": "en_US"}
    _required = frozenset({"zh_hans", "en_us"})
