from __future__ import annotations

from ..types import View


class SegmentInput(View):
    """A segment to add."""

    content: str
    """Its text, not empty; the question in a document of questions and answers."""
    answer: str | None
    """The answer; needed in a document of questions and answers."""
    keywords: list[str] | None
    """Its keywords; left out, an `economy` knowledge base finds some itself."""
    attachment_ids: list[str] | None
    """Uploaded files to attach."""

    _fields = {"content": "content", "answer": "answer", "keywords": "keywords", "attachment_ids": "attachment_ids"}
    _required = frozenset({"content"})
