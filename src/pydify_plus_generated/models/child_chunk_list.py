from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .child_chunk import ChildChunk


class ChildChunkList(View):
    """One page of child chunks."""

    data: list[ChildChunk]
    """The child chunks."""
    total: int
    """All child chunks that fit."""
    total_pages: int
    """How many pages there are."""
    page: int
    """This page."""
    limit: int
    """Child chunks per page, 100 at the most."""

    _fields = {"data": "data", "total": "total", "total_pages": "total_pages", "page": "page", "limit": "limit"}
    _required = frozenset({"data", "total", "total_pages", "page", "limit"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .child_chunk import ChildChunk

        return {"data": list_of(ChildChunk.from_dict)}
