from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .dataset import Dataset


class DatasetList(View):
    """One page of knowledge bases."""

    data: list[Dataset]
    """The knowledge bases, newest first."""
    has_more: bool
    """Whether the page is as long as `limit`, so that another may follow; wrong for a `limit` over 100."""
    limit: int
    """The page size that was asked for."""
    total: int
    """Knowledge bases on all pages."""
    page: int
    """This page's number, from 1."""

    _fields = {"data": "data", "has_more": "has_more", "limit": "limit", "total": "total", "page": "page"}
    _required = frozenset({"data", "has_more", "limit", "total", "page"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .dataset import Dataset

        return {"data": list_of(Dataset.from_dict)}
