from __future__ import annotations

from ..types import View


class SegmentUpdate(View):
    """What to change; the rest stays."""

    content: str | None
    """The new text."""
    answer: str | None
    """The new answer, in a document of questions and answers."""
    keywords: list[str] | None
    """The new keywords, in place of all old ones."""
    enabled: bool | None
    """Whether retrieval looks at it."""
    regenerate_child_chunks: bool | None
    """Make the child chunks anew from the text, for a hierarchical document; Dify's default is false."""
    attachment_ids: list[str] | None
    """Uploaded files to attach."""
    summary: str | None
    """The new summary, for a summary index."""

    _fields = {
        "content": "content",
        "answer": "answer",
        "keywords": "keywords",
        "enabled": "enabled",
        "regenerate_child_chunks": "regenerate_child_chunks",
        "attachment_ids": "attachment_ids",
        "summary": "summary",
    }
