from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm
    from .document_display_status import DocumentDisplayStatus
    from .document_metadata_item import DocumentMetadataItem
    from .document_source_detail import DocumentSourceDetail
    from .document_source_info import DocumentSourceInfo
    from .indexing_status import IndexingStatus


class Document(View):
    """A document of a knowledge base."""

    id: str
    """The document's id."""
    position: int
    """Its place in the knowledge base, counted from 1."""
    data_source_type: str
    """Where it came from, such as `upload_file`, `local_file`, `notion_import` or `website_crawl`."""
    data_source_info: DocumentSourceInfo
    """What it was made from."""
    data_source_detail_dict: DocumentSourceDetail
    """The file it came from."""
    name: str
    """Its name."""
    created_from: str
    """What created it, such as `api`, `web` or `rag-pipeline`."""
    created_by: str
    """Who created it."""
    created_at: int
    """When it was created, in unix seconds."""
    indexing_status: IndexingStatus | str
    """How far its indexing is."""
    enabled: bool
    """Retrieval looks at it."""
    archived: bool
    """It is in the archive, neither retrieved nor editable."""
    display_status: DocumentDisplayStatus | str
    """The status that Dify shows."""
    hit_count: int
    """How often retrieval found it."""
    doc_form: DocForm | str
    """How it is cut."""
    dataset_process_rule_id: str | None
    """The process rule it was indexed by; null for a document of a pipeline."""
    tokens: int | None
    """Its tokens; null before it is indexed."""
    error: str | None
    """Why indexing failed."""
    disabled_at: int | None
    """When it was disabled, in unix seconds."""
    disabled_by: str | None
    """Who disabled it."""
    word_count: int | None
    """Its length in characters; null before it is split."""
    doc_metadata: list[DocumentMetadataItem] | None
    """Its metadata; null on an older server when there is none."""
    summary_index_status: str | None
    """How far its summaries are; null without a summary index."""
    need_summary: bool | None
    """Summaries are to be made of it."""

    _fields = {
        "id": "id",
        "position": "position",
        "data_source_type": "data_source_type",
        "data_source_info": "data_source_info",
        "data_source_detail_dict": "data_source_detail_dict",
        "name": "name",
        "created_from": "created_from",
        "created_by": "created_by",
        "created_at": "created_at",
        "indexing_status": "indexing_status",
        "enabled": "enabled",
        "archived": "archived",
        "display_status": "display_status",
        "hit_count": "hit_count",
        "doc_form": "doc_form",
        "dataset_process_rule_id": "dataset_process_rule_id",
        "tokens": "tokens",
        "error": "error",
        "disabled_at": "disabled_at",
        "disabled_by": "disabled_by",
        "word_count": "word_count",
        "doc_metadata": "doc_metadata",
        "summary_index_status": "summary_index_status",
        "need_summary": "need_summary",
    }
    _required = frozenset(
        {
            "id",
            "position",
            "data_source_type",
            "data_source_info",
            "data_source_detail_dict",
            "name",
            "created_from",
            "created_by",
            "created_at",
            "indexing_status",
            "enabled",
            "archived",
            "display_status",
            "hit_count",
            "doc_form",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm
        from .document_display_status import DocumentDisplayStatus
        from .document_metadata_item import DocumentMetadataItem
        from .document_source_detail import DocumentSourceDetail
        from .document_source_info import DocumentSourceInfo
        from .indexing_status import IndexingStatus

        return {
            "data_source_info": DocumentSourceInfo.from_dict,
            "data_source_detail_dict": DocumentSourceDetail.from_dict,
            "indexing_status": open_enum(IndexingStatus),
            "display_status": open_enum(DocumentDisplayStatus),
            "doc_form": open_enum(DocForm),
            "doc_metadata": list_of(DocumentMetadataItem.from_dict),
        }
