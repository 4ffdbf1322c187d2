from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .counted_metadata_field import CountedMetadataField


class MetadataFieldList(View):
    """The metadata fields of a knowledge base."""

    doc_metadata: list[CountedMetadataField]
    """Its own fields."""
    built_in_field_enabled: bool
    """Whether the built-in fields are switched on."""

    _fields = {"doc_metadata": "doc_metadata", "built_in_field_enabled": "built_in_field_enabled"}
    _required = frozenset({"doc_metadata", "built_in_field_enabled"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .counted_metadata_field import CountedMetadataField

        return {"doc_metadata": list_of(CountedMetadataField.from_dict)}
