from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_field_type import MetadataFieldType


class UpdatedMetadataField(View):
    """A metadata field after it was renamed; all null when an older server does not know the field."""

    id: str | None
    """The field's id."""
    name: str | None
    """Its new name."""
    type: MetadataFieldType | str | None
    """What its values are."""

    _fields = {"id": "id", "name": "name", "type": "type"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_field_type import MetadataFieldType

        return {"type": open_enum(MetadataFieldType)}
