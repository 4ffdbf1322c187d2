from __future__ import annotations

from ..types import View


class SegmentationInput(View):
    """Where to split a text."""

    separator: str
    """The text to split at, such as two line ends."""
    max_tokens: int
    """Largest segment, in tokens."""
    chunk_overlap: int | None
    """Tokens that a segment repeats from the one before; Dify's default is 0."""

    _fields = {"separator": "separator", "max_tokens": "max_tokens", "chunk_overlap": "chunk_overlap"}
    _required = frozenset({"separator", "max_tokens"})
