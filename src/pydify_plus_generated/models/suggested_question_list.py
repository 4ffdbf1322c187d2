from __future__ import annotations

from ..types import View


class SuggestedQuestionList(View):
    """Questions that the user might ask next."""

    result: str
    """Always `success`."""
    data: list[str]
    """The questions."""

    _fields = {"result": "result", "data": "data"}
    _required = frozenset({"result", "data"})
