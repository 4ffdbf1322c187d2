from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_field_type import MetadataFieldType


class DocumentMetadataItem(View):
    """One metadata field of a document and its value."""

    id: str | None
    """The metadata field's id; `built-in` for Dify's own fields."""
    name: str | None
    """The metadata field's name."""
    type: MetadataFieldType | str | None
    """The kind of value."""
    value: str | float | None
    """The value; a time is in unix seconds."""

    _fields = {"id": "id", "name": "name", "type": "type", "value": "value"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_field_type import MetadataFieldType

        return {"type": open_enum(MetadataFieldType)}
