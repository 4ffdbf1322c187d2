from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_field_type import MetadataFieldType


class DocumentMetadataItem(View):
    """One metadata field of a document and its value"""

    id: str
    """The metadata field's id; `built-in` for Dify's own fields"""
    name: str
    """The metadata field's name"""
    type: MetadataFieldType | str
    """What the values of a metadata field are; a `time` is unix seconds"""
    value: str | float | None
    """The value; a time is in unix seconds"""

    _fields = {
        "id": "id",
        "name": "name",
        "type": "type",
        "value": "value",
    }
    _required = frozenset(
        {
            "id",
            "name",
            "type",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_field_type import MetadataFieldType

        return {
            "type": open_enum(MetadataFieldType),
        }
