from __future__ import annotations

from ..types import View


class Annotation(View):
    """A question with a prepared answer."""

    id: str
    """The annotation's id."""
    question: str
    """The question to be matched."""
    answer: str
    """The answer to give."""
    hit_count: int
    """How often it was used as an answer."""
    created_at: int
    """Time of creation, unix seconds."""

    _fields = {
        "id": "id",
        "question": "question",
        "answer": "answer",
        "hit_count": "hit_count",
        "created_at": "created_at",
    }
    _required = frozenset({"id", "question", "answer", "hit_count", "created_at"})
