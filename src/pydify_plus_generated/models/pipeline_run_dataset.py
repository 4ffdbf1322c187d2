from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm


class PipelineRunDataset(View):
    """The knowledge base that a pipeline fills."""

    id: str
    """The knowledge base's id."""
    name: str
    """Its name."""
    description: str
    """Its description."""
    chunk_structure: DocForm | str
    """How its documents are cut."""

    _fields = {"id": "id", "name": "name", "description": "description", "chunk_structure": "chunk_structure"}
    _required = frozenset({"id", "name", "description", "chunk_structure"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm

        return {"chunk_structure": open_enum(DocForm)}
