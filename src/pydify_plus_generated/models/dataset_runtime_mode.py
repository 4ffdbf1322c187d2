from enum import StrEnum


class DatasetRuntimeMode(StrEnum):
    """`general` for ordinary indexing, `rag_pipeline` when a knowledge pipeline makes the documents."""

    GENERAL = "general"
    RAG_PIPELINE = "rag_pipeline"
