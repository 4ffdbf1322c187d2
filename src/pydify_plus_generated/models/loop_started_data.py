from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View

if TYPE_CHECKING:
    from .loop_metadata import LoopMetadata


class LoopStartedData(View):
    """A loop that starts."""

    id: str
    """Id of the loop node."""
    node_id: str
    """The same."""
    node_type: str
    """`loop`."""
    title: str
    """Its title."""
    created_at: int
    """Start, in Unix seconds."""
    extras: dict[str, Any]
    """More about the node."""
    metadata: LoopMetadata
    """Its size."""
    inputs: dict[str, Any]
    """What it got."""
    inputs_truncated: bool
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
    _required = frozenset(
        {"id", "node_id", "node_type", "title", "created_at", "extras", "metadata", "inputs", "inputs_truncated"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .loop_metadata import LoopMetadata

        return {"metadata": LoopMetadata.from_dict}
