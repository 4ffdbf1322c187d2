from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .built_in_metadata_field import BuiltInMetadataField


class BuiltInMetadataFieldList(View):
    """The built-in metadata fields."""

    fields: list[BuiltInMetadataField]
    """The fields."""

    _fields = {"fields": "fields"}
    _required = frozenset({"fields"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .built_in_metadata_field import BuiltInMetadataField

        return {"fields": list_of(BuiltInMetadataField.from_dict)}
