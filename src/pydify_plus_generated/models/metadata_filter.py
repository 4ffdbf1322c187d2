from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .metadata_condition import MetadataCondition
    from .metadata_logical_operator import MetadataLogicalOperator


class MetadataFilter(View):
    """Conditions on the metadata of documents."""

    logical_operator: MetadataLogicalOperator | str | None
    """How the conditions go together; `and` when left out."""
    conditions: list[MetadataCondition] | None
    """The conditions."""

    _fields = {"logical_operator": "logical_operator", "conditions": "conditions"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_condition import MetadataCondition
        from .metadata_logical_operator import MetadataLogicalOperator

        return {
            "logical_operator": open_enum(MetadataLogicalOperator),
            "conditions": list_of(MetadataCondition.from_dict),
        }
