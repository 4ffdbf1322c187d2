from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View

if TYPE_CHECKING:
    from .iteration_metadata import IterationMetadata


class IterationStartedData(View):
    """An iteration that starts."""

    id: str | None
    """Id of the iteration node."""
    node_id: str | None
    """The same."""
    node_type: str | None
    """`iteration`."""
    title: str | None
    """Its title."""
    created_at: int | None
    """Start, in Unix seconds."""
    extras: dict[str, Any] | None
    """More about the node."""
    metadata: IterationMetadata | None
    """Its size."""
    inputs: dict[str, Any] | None
    """What it got."""
    inputs_truncated: bool | None
    """Whether `inputs` was cut short."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "created_at": "created_at",
        "extras": "extras",
        "metadata": "metadata",
        "inputs": "inputs",
        "inputs_truncated": "inputs_truncated",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .iteration_metadata import IterationMetadata

        return {"metadata": IterationMetadata.from_dict}
