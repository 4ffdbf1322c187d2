from __future__ import annotations

from ..types import View


class IterationMetadata(View):
    """Size of an iteration."""

    iteration_length: int | None
    """How many items there are."""

    _fields = {"iteration_length": "iteration_length"}
