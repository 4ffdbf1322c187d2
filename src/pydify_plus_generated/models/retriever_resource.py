from __future__ import annotations

from typing import Any

from ..types import View


class RetrieverResource(View):
    """A chunk of a knowledge base that the answer draws on."""

    position: int
    """Rank, from 1."""
    dataset_id: str
    """The knowledge base."""
    dataset_name: str
    """Its name."""
    document_id: str
    """The document."""
    document_name: str
    """Its name."""
    data_source_type: str
    """Where the document came from, such as `upload_file`."""
    segment_id: str
    """The chunk."""
    score: float
    """How well it fits."""
    content: str
    """Its text."""
    id: str | None
    """Id of this citation; only in the message history."""
    message_id: str | None
    """The message that cites it; only in the message history."""
    retriever_from: str | None
    """Who retrieved: `api` or `workflow`; not in the message history."""
    hit_count: int | None
    """How often the chunk has been found."""
    word_count: int | None
    """Its words."""
    segment_position: int | None
    """Its place in the document, from 1."""
    index_node_hash: str | None
    """Hash of its text."""
    page: int | None
    """Page of the document, where known."""
    doc_metadata: dict[str, Any] | None
    """The document's metadata, where the app includes it."""
    title: str | None
    """Title of the source, where known."""
    files: list[dict[str, Any]] | None
    """Files of the chunk."""
    summary: str | None
    """Summary of the chunk, where the knowledge base makes them."""
    created_at: int | None
    """Unix seconds; only in the message history."""

    _fields = {
        "position": "position",
        "dataset_id": "dataset_id",
        "dataset_name": "dataset_name",
        "document_id": "document_id",
        "document_name": "document_name",
        "data_source_type": "data_source_type",
        "segment_id": "segment_id",
        "score": "score",
        "content": "content",
        "id": "id",
        "message_id": "message_id",
        "retriever_from": "retriever_from",
        "hit_count": "hit_count",
        "word_count": "word_count",
        "segment_position": "segment_position",
        "index_node_hash": "index_node_hash",
        "page": "page",
        "doc_metadata": "doc_metadata",
        "title": "title",
        "files": "files",
        "summary": "summary",
        "created_at": "created_at",
    }
    _required = frozenset(
        {
            "position",
            "dataset_id",
            "dataset_name",
            "document_id",
            "document_name",
            "data_source_type",
            "segment_id",
            "score",
            "content",
        }
    )
