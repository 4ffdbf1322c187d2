from enum import StrEnum


class IndexingTechnique(StrEnum):
    """`high_quality` indexes with an embedding model, `economy` with keywords."""

    HIGH_QUALITY = "high_quality"
    ECONOMY = "economy"
