from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .metadata_comparison_operator import MetadataComparisonOperator


class MetadataCondition(View):
    """One condition on a document's metadata."""

    name: str
    """The metadata field's name."""
    comparison_operator: MetadataComparisonOperator | str
    """How to compare."""
    value: str | float | list[str] | None
    """What to compare with, a list for `in` and `not in`, unix seconds for times; leave it out for `empty` and `not
    empty`."""

    _fields = {"name": "name", "comparison_operator": "comparison_operator", "value": "value"}
    _required = frozenset({"name", "comparison_operator"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .metadata_comparison_operator import MetadataComparisonOperator

        return {"comparison_operator": open_enum(MetadataComparisonOperator)}
