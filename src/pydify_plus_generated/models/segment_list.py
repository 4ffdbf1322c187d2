from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm
    from .segment import Segment


class SegmentList(View):
    """One page of segments."""

    data: list[Segment]
    """The segments."""
    doc_form: DocForm | str
    """How the document is cut."""
    total: int
    """All segments that fit."""
    has_more: bool
    """The page was full; the next one can be empty all the same."""
    limit: int
    """The limit as it was asked for, also when over 100."""
    page: int
    """This page."""

    _fields = {
        "data": "data",
        "doc_form": "doc_form",
        "total": "total",
        "has_more": "has_more",
        "limit": "limit",
        "page": "page",
    }
    _required = frozenset({"data", "doc_form", "total", "has_more", "limit", "page"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm
        from .segment import Segment

        return {"data": list_of(Segment.from_dict), "doc_form": open_enum(DocForm)}
