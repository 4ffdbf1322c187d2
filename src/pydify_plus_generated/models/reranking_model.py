from __future__ import annotations

from ..types import View


class RerankingModel(View):
    """A reranking model."""

    reranking_provider_name: str | None
    """Its provider, such as `langgenius/cohere/cohere`."""
    reranking_model_name: str | None
    """Its name."""

    _fields = {"reranking_provider_name": "reranking_provider_name", "reranking_model_name": "reranking_model_name"}
