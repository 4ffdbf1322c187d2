from __future__ import annotations

from ..types import View


class RetrievedChildChunk(View):
    """A child chunk that was found, and how well it fits."""

    id: str
    """The child chunk's id."""
    content: str
    """Its text."""
    position: int
    """Its place in the segment, from 1."""
    score: float
    """How well it fits, higher is better."""

    _fields = {"id": "id", "content": "content", "position": "position", "score": "score"}
    _required = frozenset({"id", "content", "position", "score"})
