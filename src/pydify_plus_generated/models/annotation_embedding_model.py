from __future__ import annotations

from ..types import View


class AnnotationEmbeddingModel(View):
    """The model that compares questions with annotations."""

    embedding_provider_name: str
    """The model's provider."""
    embedding_model_name: str
    """The model's name."""

    _fields = {"embedding_provider_name": "embedding_provider_name", "embedding_model_name": "embedding_model_name"}
    _required = frozenset({"embedding_provider_name", "embedding_model_name"})
