from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .document import Document


class DocumentList(View):
    """One page of documents."""

    data: list[Document]
    """The documents."""
    has_more: bool
    """The page was full; the next one can be empty all the same."""
    limit: int
    """The limit as it was asked for, also when over 100."""
    total: int
    """All documents that fit."""
    page: int
    """This page."""

    _fields = {"data": "data", "has_more": "has_more", "limit": "limit", "total": "total", "page": "page"}
    _required = frozenset({"data", "has_more", "limit", "total", "page"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .document import Document

        return {"data": list_of(Document.from_dict)}
