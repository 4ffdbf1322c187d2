from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .annotation import Annotation


class AnnotationList(View):
    """One page of annotations."""

    data: list[Annotation]
    """The annotations."""
    has_more: bool
    """Whether this page is full, so that another one may follow; it can be empty."""
    limit: int
    """Annotations per page, as asked for."""
    total: int
    """Annotations in all."""
    page: int
    """Number of this page."""

    _fields = {"data": "data", "has_more": "has_more", "limit": "limit", "total": "total", "page": "page"}
    _required = frozenset({"data", "has_more", "limit", "total", "page"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .annotation import Annotation

        return {"data": list_of(Annotation.from_dict)}
