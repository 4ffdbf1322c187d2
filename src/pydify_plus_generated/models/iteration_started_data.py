from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View

if TYPE_CHECKING:
    from .iteration_metadata import IterationMetadata


class IterationStartedData(View):
    """An iteration that starts"""

    id: str
    """Id of the iteration node"""
    node_id: str
    """The same"""
    node_type: str
    """`iteration`"""
    title: str
    """Its title"""
    created_at: int
    """Start, in Unix seconds"""
    extras: dict[str, Any]
    """More about the node"""
    metadata: IterationMetadata
    """Size of an iteration"""
    inputs: dict[str, Any]
    """What it got"""
    inputs_truncated: bool
    """Whether `inputs` was cut short"""

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
        {
            "id",
            "node_id",
            "node_type",
            "title",
            "created_at",
            "extras",
            "metadata",
            "inputs",
            "inputs_truncated",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .iteration_metadata import IterationMetadata

        return {
            "metadata": IterationMetadata.from_dict,
        }
