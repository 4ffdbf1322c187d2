from __future__ import annotations

from ..types import View


class LoopMetadata(View):
    """Size of a loop."""

    loop_length: int
    """How many rounds it makes at the most."""

    _fields = {"loop_length": "loop_length"}
    _required = frozenset({"loop_length"})
