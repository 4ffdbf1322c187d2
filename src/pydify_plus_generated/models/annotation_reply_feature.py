from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .annotation_embedding_model import AnnotationEmbeddingModel


class AnnotationReplyFeature(View):
    """How the app answers with annotations."""

    enabled: bool
    """Whether it does."""
    id: str | None
    """Id of the setting."""
    score_threshold: float | None
    """How well a question must match, 0 to 1."""
    embedding_model: AnnotationEmbeddingModel | None
    """The model that compares questions."""

    _fields = {
        "enabled": "enabled",
        "id": "id",
        "score_threshold": "score_threshold",
        "embedding_model": "embedding_model",
    }
    _required = frozenset({"enabled"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .annotation_embedding_model import AnnotationEmbeddingModel

        return {"embedding_model": AnnotationEmbeddingModel.from_dict}
