from __future__ import annotations

from ..types import View


class SegmentError(View):
    """Why segments were not added; `error` alone when the body is not well-formed, else the usual three."""

    code: str | None
    """Dify's name for the kind of error."""
    message: str | None
    """What went wrong, in words."""
    status: int | None
    """The HTTP status once more."""
    error: str | None
    """What is wrong with the body, several lines from a validator."""

    _fields = {"code": "code", "message": "message", "status": "status", "error": "error"}
