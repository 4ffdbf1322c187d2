from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .datasource_type import DatasourceType
    from .document_source_info import DocumentSourceInfo
    from .indexing_status import IndexingStatus


class PipelineRunDocument(View):
    """A document that a pipeline is going to index."""

    id: str
    """The document's id."""
    position: int
    """Its place in the knowledge base, counted from 1."""
    data_source_type: DatasourceType | str
    """The kind of source."""
    data_source_info: DocumentSourceInfo
    """The entry it is made from."""
    name: str
    """Its name."""
    indexing_status: IndexingStatus | str
    """How far its indexing is."""
    enabled: bool
    """Retrieval looks at it."""
    error: str | None
    """Why indexing failed."""

    _fields = {
        "id": "id",
        "position": "position",
        "data_source_type": "data_source_type",
        "data_source_info": "data_source_info",
        "name": "name",
        "indexing_status": "indexing_status",
        "enabled": "enabled",
        "error": "error",
    }
    _required = frozenset(
        {"id", "position", "data_source_type", "data_source_info", "name", "indexing_status", "enabled"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .datasource_type import DatasourceType
        from .document_source_info import DocumentSourceInfo
        from .indexing_status import IndexingStatus

        return {
            "data_source_type": open_enum(DatasourceType),
            "data_source_info": DocumentSourceInfo.from_dict,
            "indexing_status": open_enum(IndexingStatus),
        }
