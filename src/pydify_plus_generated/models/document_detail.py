from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm
    from .document_display_status import DocumentDisplayStatus
    from .document_metadata_item import DocumentMetadataItem
    from .document_process_rule import DocumentProcessRule
    from .document_source_detail import DocumentSourceDetail
    from .indexing_status import IndexingStatus
    from .process_rule import ProcessRule


class DocumentDetail(View):
    """Everything about a document; no more than `id`, `doc_type` and `doc_metadata` when only the metadata was asked
    for."""

    id: str
    """The document's id."""
    position: int | None
    """Its place in the knowledge base, counted from 1."""
    data_source_type: str | None
    """Where it came from, such as `upload_file`, `local_file`, `notion_import` or `website_crawl`."""
    data_source_info: DocumentSourceDetail | None
    """The file it came from."""
    dataset_process_rule_id: str | None
    """The process rule it was indexed by; null for a document of a pipeline."""
    dataset_process_rule: ProcessRule | None
    """How the knowledge base splits documents by its latest rule."""
    document_process_rule: DocumentProcessRule | None
    """How this document was split."""
    name: str | None
    """Its name."""
    created_from: str | None
    """What created it, such as `api`, `web` or `rag-pipeline`."""
    created_by: str | None
    """Who created it."""
    created_at: int | None
    """When it was created, in unix seconds."""
    tokens: int | None
    """Its tokens; null before it is indexed."""
    indexing_status: IndexingStatus | str | None
    """How far its indexing is."""
    completed_at: int | None
    """When indexing was completed, in unix seconds."""
    updated_at: int | None
    """When it was last changed, in unix seconds."""
    indexing_latency: float | None
    """How long indexing took, in seconds."""
    error: str | None
    """Why indexing failed."""
    enabled: bool | None
    """Retrieval looks at it."""
    disabled_at: int | None
    """When it was disabled, in unix seconds."""
    disabled_by: str | None
    """Who disabled it."""
    archived: bool | None
    """It is in the archive, neither retrieved nor editable."""
    doc_type: str | None
    """The kind of document, if somebody set it."""
    doc_metadata: list[DocumentMetadataItem] | None
    """Its metadata; null when there is none."""
    segment_count: int | None
    """How many segments it has."""
    average_segment_length: float | None
    """Average length of its segments in characters."""
    hit_count: int | None
    """How often retrieval found it."""
    display_status: DocumentDisplayStatus | str | None
    """The status that Dify shows."""
    doc_form: DocForm | str | None
    """How it is cut."""
    doc_language: str | None
    """The language it was indexed for."""
    summary_index_status: str | None
    """How far its summaries are; null without a summary index."""
    need_summary: bool | None
    """Summaries are to be made of it."""

    _fields = {
        "id": "id",
        "position": "position",
        "data_source_type": "data_source_type",
        "data_source_info": "data_source_info",
        "dataset_process_rule_id": "dataset_process_rule_id",
        "dataset_process_rule": "dataset_process_rule",
        "document_process_rule": "document_process_rule",
        "name": "name",
        "created_from": "created_from",
        "created_by": "created_by",
        "created_at": "created_at",
        "tokens": "tokens",
        "indexing_status": "indexing_status",
        "completed_at": "completed_at",
        "updated_at": "updated_at",
        "indexing_latency": "indexing_latency",
        "error": "error",
        "enabled": "enabled",
        "disabled_at": "disabled_at",
        "disabled_by": "disabled_by",
        "archived": "archived",
        "doc_type": "doc_type",
        "doc_metadata": "doc_metadata",
        "segment_count": "segment_count",
        "average_segment_length": "average_segment_length",
        "hit_count": "hit_count",
        "display_status": "display_status",
        "doc_form": "doc_form",
        "doc_language": "doc_language",
        "summary_index_status": "summary_index_status",
        "need_summary": "need_summary",
    }
    _required = frozenset({"id"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm
        from .document_display_status import DocumentDisplayStatus
        from .document_metadata_item import DocumentMetadataItem
        from .document_process_rule import DocumentProcessRule
        from .document_source_detail import DocumentSourceDetail
        from .indexing_status import IndexingStatus
        from .process_rule import ProcessRule

        return {
            "data_source_info": DocumentSourceDetail.from_dict,
            "dataset_process_rule": ProcessRule.from_dict,
            "document_process_rule": DocumentProcessRule.from_dict,
            "indexing_status": open_enum(IndexingStatus),
            "doc_metadata": list_of(DocumentMetadataItem.from_dict),
            "display_status": open_enum(DocumentDisplayStatus),
            "doc_form": open_enum(DocForm),
        }
