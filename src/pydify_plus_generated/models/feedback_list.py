from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .feedback import Feedback


class FeedbackList(View):
    """One page of ratings."""

    data: list[Feedback]
    """The ratings."""

    _fields = {"data": "data"}
    _required = frozenset({"data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .feedback import Feedback

        return {"data": list_of(Feedback.from_dict)}
