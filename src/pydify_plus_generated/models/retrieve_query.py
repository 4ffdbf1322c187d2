from __future__ import annotations

from ..types import View


class RetrieveQuery(View):
    """What was searched for."""

    content: str
    """The text."""

    _fields = {"content": "content"}
    _required = frozenset({"content"})
