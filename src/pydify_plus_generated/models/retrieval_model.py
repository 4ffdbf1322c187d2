from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .reranking_mode import RerankingMode
    from .reranking_model import RerankingModel
    from .retrieval_weights import RetrievalWeights
    from .search_method import SearchMethod


class RetrievalModel(View):
    """How a knowledge base is searched."""

    search_method: SearchMethod | str
    """The kind of search."""
    reranking_enable: bool
    """Whether what was found is put in order once more."""
    reranking_model: RerankingModel
    """The model that puts it in order; its names are empty or null when there is none."""
    top_k: int
    """At most so many segments are found."""
    score_threshold_enabled: bool
    """Whether `score_threshold` is applied."""
    reranking_mode: RerankingMode | str | None
    """What puts it in order."""
    weights: RetrievalWeights | None
    """Weights of meaning and keywords in a hybrid search."""
    score_threshold: float | None
    """Segments with a lower score are left out, 0 to 1."""

    _fields = {
        "search_method": "search_method",
        "reranking_enable": "reranking_enable",
        "reranking_model": "reranking_model",
        "top_k": "top_k",
        "score_threshold_enabled": "score_threshold_enabled",
        "reranking_mode": "reranking_mode",
        "weights": "weights",
        "score_threshold": "score_threshold",
    }
    _required = frozenset({"search_method", "reranking_enable", "reranking_model", "top_k", "score_threshold_enabled"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .reranking_mode import RerankingMode
        from .reranking_model import RerankingModel
        from .retrieval_weights import RetrievalWeights
        from .search_method import SearchMethod

        return {
            "search_method": open_enum(SearchMethod),
            "reranking_model": RerankingModel.from_dict,
            "reranking_mode": open_enum(RerankingMode),
            "weights": RetrievalWeights.from_dict,
        }
