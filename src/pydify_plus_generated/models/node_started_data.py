from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View

if TYPE_CHECKING:
    from .agent_strategy import AgentStrategy


class NodeStartedData(View):
    """A node that starts."""

    id: str
    """Id of this execution of the node; the same in all its events."""
    node_id: str
    """The node in the workflow."""
    node_type: str
    """Kind of node, such as `llm` or `code`."""
    title: str
    """Its title."""
    index: int
    """No order of execution: live events say 1 for every node; a replay counts."""
    created_at: int
    """Start, in Unix seconds."""
    extras: dict[str, Any]
    """Such as an icon."""
    predecessor_node_id: str | None
    """The node before it; only ever seen null."""
    inputs: dict[str, Any] | None
    """Always null so far; `node_finished` has them."""
    inputs_truncated: bool | None
    """Whether `inputs` was cut short; not in a replayed event."""
    iteration_id: str | None
    """The iteration node that it runs in."""
    loop_id: str | None
    """The loop node that it runs in."""
    agent_strategy: AgentStrategy | None
    """Strategy of an agent node."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "index": "index",
        "created_at": "created_at",
        "extras": "extras",
        "predecessor_node_id": "predecessor_node_id",
        "inputs": "inputs",
        "inputs_truncated": "inputs_truncated",
        "iteration_id": "iteration_id",
        "loop_id": "loop_id",
        "agent_strategy": "agent_strategy",
    }
    _required = frozenset({"id", "node_id", "node_type", "title", "index", "created_at", "extras"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .agent_strategy import AgentStrategy

        return {"agent_strategy": AgentStrategy.from_dict}
