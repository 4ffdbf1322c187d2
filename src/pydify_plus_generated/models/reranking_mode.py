from enum import StrEnum


class RerankingMode(StrEnum):
    """Whether a reranking model orders what was found, or weights given to meaning and to keywords do."""

    RERANKING_MODEL = "reranking_model"
    WEIGHTED_SCORE = "weighted_score"
