from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_field_type import MetadataFieldType


class BuiltInMetadataField(View):
    """A metadata field that Dify fills by itself."""

    name: str
    """Its name, such as `document_name` or `upload_date`."""
    type: MetadataFieldType | str
    """What its values are."""

    _fields = {"name": "name", "type": "type"}
    _required = frozenset({"name", "type"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_field_type import MetadataFieldType

        return {"type": open_enum(MetadataFieldType)}
