from __future__ import annotations

from ..types import View


class Segmentation(View):
    """Where a text is split."""

    max_tokens: int
    """Largest segment, in tokens."""
    chunk_overlap: int
    """Tokens that a segment repeats from the one before."""
    separator: str | None
    """The text to split at."""
    delimiter: str | None
    """The same, in the rules that Dify uses by itself."""

    _fields = {
        "max_tokens": "max_tokens",
        "chunk_overlap": "chunk_overlap",
        "separator": "separator",
        "delimiter": "delimiter",
    }
    _required = frozenset({"max_tokens", "chunk_overlap"})
