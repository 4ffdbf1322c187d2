from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .child_chunk import ChildChunk


class ChildChunkDetail(View):
    """One child chunk."""

    data: ChildChunk
    """The child chunk."""

    _fields = {"data": "data"}
    _required = frozenset({"data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .child_chunk import ChildChunk

        return {"data": ChildChunk.from_dict}
