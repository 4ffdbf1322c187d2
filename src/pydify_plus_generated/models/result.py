from __future__ import annotations

from ..types import View


class Result(View):
    """An operation that has nothing else to say."""

    result: str
    """Always `success`."""

    _fields = {"result": "result"}
    _required = frozenset({"result"})
