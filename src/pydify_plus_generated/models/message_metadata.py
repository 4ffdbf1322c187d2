from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .matched_annotation import MatchedAnnotation
    from .retriever_resource import RetrieverResource
    from .usage import Usage


class MessageMetadata(View):
    """What an answer cost and draws on."""

    retriever_resources: list[RetrieverResource]
    """Cited chunks; empty when the app cites none."""
    annotation_reply: MatchedAnnotation | None
    """The annotation that answered; null when the app itself did."""
    usage: Usage | None
    """Tokens and prices; null when a chatflow paused."""

    _fields = {"retriever_resources": "retriever_resources", "annotation_reply": "annotation_reply", "usage": "usage"}
    _required = frozenset({"retriever_resources"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .matched_annotation import MatchedAnnotation
        from .retriever_resource import RetrieverResource
        from .usage import Usage

        return {
            "retriever_resources": list_of(RetrieverResource.from_dict),
            "annotation_reply": MatchedAnnotation.from_dict,
            "usage": Usage.from_dict,
        }
