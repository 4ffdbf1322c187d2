from __future__ import annotations

from ..types import View


class VectorWeightInput(View):
    """The weight of meaning in a hybrid search, and the model that measures it."""

    vector_weight: float
    """The weight, 0 to 1; with the keywords' weight it makes 1."""
    embedding_provider_name: str
    """Provider of the embedding model."""
    embedding_model_name: str
    """Name of the embedding model."""

    _fields = {
        "vector_weight": "vector_weight",
        "embedding_provider_name": "embedding_provider_name",
        "embedding_model_name": "embedding_model_name",
    }
    _required = frozenset({"vector_weight", "embedding_provider_name", "embedding_model_name"})
