from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .metadata_value_input import MetadataValueInput


class DocumentMetadataOperation(View):
    """Metadata to set on one document."""

    document_id: str
    """The document."""
    metadata_list: list[MetadataValueInput]
    """The values to set."""
    partial_update: bool | None
    """Whether fields that are not listed keep their values; false, also when left out, drops those."""

    _fields = {"document_id": "document_id", "metadata_list": "metadata_list", "partial_update": "partial_update"}
    _required = frozenset({"document_id", "metadata_list"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_value_input import MetadataValueInput

        return {"metadata_list": list_of(MetadataValueInput.from_dict)}
