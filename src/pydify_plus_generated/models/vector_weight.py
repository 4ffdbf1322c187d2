from __future__ import annotations

from ..types import View


class VectorWeight(View):
    """The weight of meaning in a hybrid search, and the model that measures it."""

    vector_weight: float | None
    """The weight, 0 to 1."""
    embedding_provider_name: str | None
    """Provider of the embedding model."""
    embedding_model_name: str | None
    """Name of the embedding model."""

    _fields = {
        "vector_weight": "vector_weight",
        "embedding_provider_name": "embedding_provider_name",
        "embedding_model_name": "embedding_model_name",
    }
