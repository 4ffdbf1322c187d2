from __future__ import annotations

from ..types import View


class RerankingModelInput(View):
    """A reranking model, from the list of `rerank` models."""

    reranking_provider_name: str | None
    """Its provider, such as `langgenius/cohere/cohere`."""
    reranking_model_name: str | None
    """Its name."""

    _fields = {"reranking_provider_name": "reranking_provider_name", "reranking_model_name": "reranking_model_name"}
