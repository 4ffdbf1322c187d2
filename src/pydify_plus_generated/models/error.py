from __future__ import annotations

from ..types import View


class Error(View):
    """Why a request failed."""

    code: str | None
    """Dify's name for the kind of error."""
    message: str | None
    """What went wrong, in words; may be empty, or several lines from a validator."""
    status: int | None
    """The HTTP status once more."""
    params: str | None
    """The field that a form error is about."""
    errors: dict[str, str] | None
    """Field name to problem, from an older server's parameter parser."""

    _fields = {"code": "code", "message": "message", "status": "status", "params": "params", "errors": "errors"}
