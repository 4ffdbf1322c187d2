"""How a knowledge base is searched, as a whole: what Dify asks for where it takes a `retrieval_model`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydify_plus._core.retrieval import named_settings
from pydify_plus_generated.models import RetrievalModelInput, SearchMethod

if TYPE_CHECKING:
    from pydify_plus_generated.models import (
        MetadataFilter,
        RerankingMode,
        RerankingModelInput,
        RetrievalWeightsInput,
    )


def retrieval_model(
    search_method: SearchMethod | str = SearchMethod.SEMANTIC_SEARCH,
    *,
    top_k: int = 3,
    score_threshold: float | None = None,
    reranking_model: RerankingModelInput | Mapping[str, Any] | None = None,
    reranking_mode: RerankingMode | str | None = None,
    weights: RetrievalWeightsInput | Mapping[str, Any] | None = None,
    metadata_filtering_conditions: MetadataFilter | Mapping[str, Any] | None = None,
) -> RetrievalModelInput:
    """A whole retrieval model, for creating and changing knowledge bases and for searches without a look at their own settings.

    Args:
        search_method: `semantic_search`, `full_text_search`, `hybrid_search`, or `keyword_search` for an economy knowledge base.
        top_k: The most segments to find.
        score_threshold: Leave out segments with a lower score, 0 to 1.
        reranking_model: The model that puts what was found in order: `{"reranking_provider_name": ..., "reranking_model_name": ...}`.
        reranking_mode: `reranking_model` or `weighted_score`; by what is given of the two when left out.
        weights: The weights of meaning and keywords in a hybrid search.
        metadata_filtering_conditions: Only documents whose metadata fits: what `models.where` returns. It counts in searches.

    Raises:
        ValueError: A setting that no search can have.
    """
    if search_method not in (known := [method.value for method in SearchMethod]):
        raise ValueError(f"search_method must be one of {known}, not {search_method!r}")
    if top_k < 1:
        raise ValueError(f"top_k must be 1 or more, not {top_k}")
    if score_threshold is not None and not 0 <= score_threshold <= 1:
        raise ValueError(f"score_threshold must be from 0 to 1, not {score_threshold}")
    whole = {"reranking_enable": False, "score_threshold_enabled": False}
    named = {
        "search_method": search_method,
        "top_k": top_k,
        "score_threshold": score_threshold,
        "reranking_model": reranking_model,
        "reranking_mode": reranking_mode,
        "weights": weights,
        "metadata_filtering_conditions": metadata_filtering_conditions,
    }
    return RetrievalModelInput(**{**whole, **named_settings(None, named)})
