from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .document import Document


class DocumentAndBatch(View):
    """A document that was just created or changed."""

    document: Document
    """The document."""
    batch: str
    """Names this round of indexing; ask for its indexing status."""

    _fields = {"document": "document", "batch": "batch"}
    _required = frozenset({"document", "batch"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .document import Document

        return {"document": Document.from_dict}
