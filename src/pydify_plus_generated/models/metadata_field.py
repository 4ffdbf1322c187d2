from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_field_type import MetadataFieldType


class MetadataField(View):
    """A metadata field of a knowledge base."""

    id: str
    """The field's id."""
    name: str
    """Its name, unique in the knowledge base."""
    type: MetadataFieldType | str
    """What its values are."""

    _fields = {"id": "id", "name": "name", "type": "type"}
    _required = frozenset({"id", "name", "type"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_field_type import MetadataFieldType

        return {"type": open_enum(MetadataFieldType)}
