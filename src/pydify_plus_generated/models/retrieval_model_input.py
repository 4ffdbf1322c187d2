from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_filter import MetadataFilter
    from .reranking_mode import RerankingMode
    from .reranking_model_input import RerankingModelInput
    from .retrieval_weights_input import RetrievalWeightsInput
    from .search_method import SearchMethod


class RetrievalModelInput(View):
    """How to search a knowledge base; Dify fills nothing up, so the required ones belong together."""

    search_method: SearchMethod | str
    """The kind of search."""
    reranking_enable: bool
    """Whether to put what was found in order once more."""
    top_k: int
    """Find at most so many segments."""
    score_threshold_enabled: bool
    """Whether to apply `score_threshold`."""
    reranking_mode: RerankingMode | str | None
    """What puts it in order; needed when `reranking_enable` is true."""
    reranking_model: RerankingModelInput | None
    """The model that puts it in order, for the mode `reranking_model`."""
    weights: RetrievalWeightsInput | None
    """Weights of meaning and keywords, for the mode `weighted_score` of a hybrid search."""
    score_threshold: float | None
    """Leave out segments with a lower score, 0 to 1; counts only when `score_threshold_enabled` is true."""
    metadata_filtering_conditions: MetadataFilter | None
    """Search only documents whose metadata fits."""

    _fields = {
        "search_method": "search_method",
        "reranking_enable": "reranking_enable",
        "top_k": "top_k",
        "score_threshold_enabled": "score_threshold_enabled",
        "reranking_mode": "reranking_mode",
        "reranking_model": "reranking_model",
        "weights": "weights",
        "score_threshold": "score_threshold",
        "metadata_filtering_conditions": "metadata_filtering_conditions",
    }
    _required = frozenset({"search_method", "reranking_enable", "top_k", "score_threshold_enabled"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_filter import MetadataFilter
        from .reranking_mode import RerankingMode
        from .reranking_model_input import RerankingModelInput
        from .retrieval_weights_input import RetrievalWeightsInput
        from .search_method import SearchMethod

        return {
            "search_method": open_enum(SearchMethod),
            "reranking_mode": open_enum(RerankingMode),
            "reranking_model": RerankingModelInput.from_dict,
            "weights": RetrievalWeightsInput.from_dict,
            "metadata_filtering_conditions": MetadataFilter.from_dict,
        }
