from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .agent_log_record import AgentLogRecord


class NodeExecutionMetadata(View):
    """What a node cost, and where it ran."""

    total_tokens: int | None
    """Tokens of its model calls."""
    total_price: str | None
    """Their price, a decimal string."""
    currency: str | None
    """Currency code."""
    loop_id: str | None
    """The loop node that it ran in."""
    loop_index: int | None
    """Which round of the loop, from 0."""
    iteration_id: str | None
    """The iteration node that it ran in."""
    iteration_index: int | None
    """Which item of the iteration, from 0."""
    error_strategy: str | None
    """How its failure was handled, such as `default-value`."""
    tool_info: dict[str, Any] | None
    """The tool or agent strategy that ran."""
    agent_log: list[AgentLogRecord] | None
    """All log entries of an agent node."""
    datasource_info: dict[str, Any] | None
    """What a datasource node read."""
    iteration_duration_map: dict[str, float] | None
    """Seconds of each item of an iteration, by its index."""
    loop_duration_map: dict[str, float] | None
    """Seconds of each round of a loop, by its index."""
    loop_variable_map: dict[str, dict[str, Any]] | None
    """The loop's variables after each round, by its index."""
    completed_reason: str | None
    """Why a loop ended, such as `loop_break`."""

    _fields = {
        "total_tokens": "total_tokens",
        "total_price": "total_price",
        "currency": "currency",
        "loop_id": "loop_id",
        "loop_index": "loop_index",
        "iteration_id": "iteration_id",
        "iteration_index": "iteration_index",
        "error_strategy": "error_strategy",
        "tool_info": "tool_info",
        "agent_log": "agent_log",
        "datasource_info": "datasource_info",
        "iteration_duration_map": "iteration_duration_map",
        "loop_duration_map": "loop_duration_map",
        "loop_variable_map": "loop_variable_map",
        "completed_reason": "completed_reason",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .agent_log_record import AgentLogRecord

        return {"agent_log": list_of(AgentLogRecord.from_dict)}
