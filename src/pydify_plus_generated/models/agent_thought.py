from __future__ import annotations

from ..types import View


class AgentThought(View):
    """One step of an agent, as the message history has it."""

    id: str
    """Id of the step."""
    message_id: str
    """The message it belongs to."""
    position: int
    """Its number in the message, from 1."""
    thought: str
    """The model's text in this step."""
    tool: str
    """Tools called, separated by `;`; empty when none."""
    tool_labels: dict[str, dict[str, str]]
    """Display names of the tools, by tool."""
    tool_input: str
    """What the tools were called with: a JSON object by tool, as text."""
    created_at: int
    """Unix seconds."""
    observation: str
    """What the tools answered: a JSON object by tool, as text."""
    files: list[str]
    """Ids of files that the tools made."""
    chain_id: str | None
    """Not used."""

    _fields = {
        "id": "id",
        "message_id": "message_id",
        "position": "position",
        "thought": "thought",
        "tool": "tool",
        "tool_labels": "tool_labels",
        "tool_input": "tool_input",
        "created_at": "created_at",
        "observation": "observation",
        "files": "files",
        "chain_id": "chain_id",
    }
    _required = frozenset(
        {
            "id",
            "message_id",
            "position",
            "thought",
            "tool",
            "tool_labels",
            "tool_input",
            "created_at",
            "observation",
            "files",
        }
    )
