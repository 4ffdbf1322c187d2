"""Knowledge bases: datasets, their documents, segments and child chunks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from .files import StoredFile
from .json_values import Json
from .splitting import ProcessRule
from .store import new_id
from .usage import tokens_of

DEFAULT_RETRIEVAL_MODEL: Json = {
    "search_method": "semantic_search",
    "reranking_enable": False,
    "reranking_mode": None,
    "reranking_model": {"reranking_provider_name": "", "reranking_model_name": ""},
    "weights": None,
    "top_k": 2,
    "score_threshold_enabled": False,
    "score_threshold": None,
}

UPLOADER = "admin"
INDEXING_STEPS = ("parsing", "cleaning", "splitting", "indexing")


@dataclass
class Tag:
    """A label for datasets."""

    id: str
    name: str
    dataset_ids: set[str] = field(default_factory=set[str])


@dataclass
class MetadataField:
    """A field that a dataset's documents can have."""

    id: str
    name: str
    type: str


BUILT_IN_FIELDS = {
    "document_name": "string",
    "uploader": "string",
    "upload_date": "time",
    "last_update_date": "time",
    "source": "string",
}


@dataclass
class ChildChunk:
    """A part of a segment in a hierarchical document."""

    id: str
    content: str
    position: int
    type: str
    created_at: float
    updated_at: float

    @property
    def word_count(self) -> int:
        return len(self.content)


@dataclass
class Segment:
    """A piece of a document, which is what a search finds."""

    id: str
    document: Document
    position: int
    content: str
    created_at: float
    updated_at: float
    indexing_at: float
    completed_at: float | None = None
    answer: str | None = None
    keywords: list[str] | None = None
    enabled: bool = True
    disabled_at: float | None = None
    updated_by: str | None = None
    status: str = "completed"
    hit_count: int = 0
    index_node_id: str = field(default_factory=new_id)
    children: list[ChildChunk] = field(default_factory=list[ChildChunk])

    @property
    def word_count(self) -> int:
        return len(self.content) + len(self.answer or "")

    @property
    def tokens(self) -> int:
        economy = self.document.dataset.indexing_technique != "high_quality"
        return 0 if economy else tokens_of(self.content + (self.answer or ""))

    @property
    def index_node_hash(self) -> str:
        return hashlib.sha256(f"{self.content}None".encode()).hexdigest()

    def set_children(self, contents: list[str], now: float) -> None:
        """Cut the segment anew into child chunks."""
        self.children = [
            ChildChunk(new_id(), content, position, "automatic", now, now)
            for position, content in enumerate(contents, 1)
        ]


@dataclass
class Document:
    """A text in a dataset, and how far its indexing is.

    Attributes:
        metadata: The values of the dataset's fields, by their names.
        source: What a pipeline made it from; None when it was sent.
        source_type: Dify's name for where it comes from.
        defect: Why it cannot be indexed, if it cannot.
    """

    id: str
    dataset: Dataset
    position: int
    name: str
    file: StoredFile
    rule: ProcessRule
    batch: str
    doc_form: str
    doc_language: str
    created_at: float
    updated_at: float
    created_from: str = "api"
    indexing_status: str = "waiting"
    error: str | None = None
    enabled: bool = True
    disabled_at: float | None = None
    archived: bool = False
    word_count: int | None = None
    tokens: int | None = None
    step_times: dict[str, float] = field(default_factory=dict[str, float])
    indexing_latency: float | None = None
    segments: list[Segment] = field(default_factory=list[Segment])
    is_deleted: bool = False
    version: int = 0
    metadata: Json = field(default_factory=dict[str, Any])
    source: Json | None = None
    source_type: str = "upload_file"
    defect: str | None = None

    @property
    def display_status(self) -> str:
        if self.indexing_status == "waiting":
            return "queuing"
        if self.indexing_status in INDEXING_STEPS:
            return "indexing"
        if self.indexing_status == "error":
            return "error"
        if self.archived:
            return "archived"
        return "available" if self.enabled else "disabled"

    @property
    def is_searchable(self) -> bool:
        return self.indexing_status == "completed" and self.enabled and not self.archived

    def built_in_metadata(self) -> Json:
        """The values of Dify's own fields."""
        source = "file_upload" if self.source_type == "upload_file" else self.source_type
        return {
            "document_name": self.name,
            "uploader": UPLOADER,
            "upload_date": str(self.created_at),
            "last_update_date": str(self.updated_at),
            "source": source,
        }

    def all_metadata(self) -> Json:
        """Its metadata by name, Dify's own fields included where the dataset has them."""
        return {**self.metadata, **(self.built_in_metadata() if self.dataset.has_built_in_metadata else {})}

    def told_metadata(self) -> list[Json]:
        """Its metadata as answers have it: nothing at all unless it has some."""
        if not self.all_metadata():
            return []
        own = [
            {"id": one.id, "name": one.name, "type": one.type, "value": self.metadata[one.name]}
            for one in self.dataset.metadata_fields
            if one.name in self.metadata
        ]
        values = self.built_in_metadata()
        built_in = [
            {"id": "built-in", "name": name, "type": kind, "value": values[name]}
            for name, kind in BUILT_IN_FIELDS.items()
        ]
        return own + built_in

    def recount(self) -> None:
        self.word_count = sum(segment.word_count for segment in self.segments)
        self.tokens = sum(segment.tokens for segment in self.segments)


@dataclass
class Dataset:
    """A knowledge base."""

    id: str
    name: str
    created_at: float
    updated_at: float
    description: str | None = ""
    provider: str = "vendor"
    permission: str = "only_me"
    indexing_technique: str | None = None
    embedding_model: str | None = None
    embedding_model_provider: str | None = None
    retrieval_model: Json | None = None
    data_source_type: str | None = None
    doc_form: str | None = None
    documents: list[Document] = field(default_factory=list[Document])
    rules: list[ProcessRule] = field(default_factory=list[ProcessRule])
    next_position: int = 1
    metadata_fields: list[MetadataField] = field(default_factory=list[MetadataField])
    has_built_in_metadata: bool = False
    api_enabled: bool = True
    pipeline_id: str | None = None

    @property
    def effective_retrieval_model(self) -> Json:
        return self.retrieval_model or DEFAULT_RETRIEVAL_MODEL
