from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .dataset_tag import DatasetTag


class DatasetTagList(View):
    """The tags of a knowledge base."""

    data: list[DatasetTag]
    """The tags."""
    total: int
    """How many there are."""

    _fields = {"data": "data", "total": "total"}
    _required = frozenset({"data", "total"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .dataset_tag import DatasetTag

        return {"data": list_of(DatasetTag.from_dict)}
