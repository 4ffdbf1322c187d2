from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .document_indexing_status import DocumentIndexingStatus


class DocumentIndexingStatusList(View):
    """Progress of a batch."""

    data: list[DocumentIndexingStatus]
    """One entry for each document."""

    _fields = {"data": "data"}
    _required = frozenset({"data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .document_indexing_status import DocumentIndexingStatus

        return {"data": list_of(DocumentIndexingStatus.from_dict)}
