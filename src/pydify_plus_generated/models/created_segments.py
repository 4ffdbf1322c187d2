from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm
    from .segment import Segment


class CreatedSegments(View):
    """The segments that were added."""

    data: list[Segment]
    """The new segments, in the order given."""
    doc_form: DocForm | str
    """How the document is cut."""

    _fields = {"data": "data", "doc_form": "doc_form"}
    _required = frozenset({"data", "doc_form"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm
        from .segment import Segment

        return {"data": list_of(Segment.from_dict), "doc_form": open_enum(DocForm)}
