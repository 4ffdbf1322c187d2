from __future__ import annotations

from .stream_event import StreamEvent


class AgentThoughtEvent(StreamEvent):
    """A step of an agent; sent again, with the same `id`, as the step fills."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    conversation_id: str
    """The conversation."""
    message_id: str
    """The message."""
    created_at: int
    """The message's time, in Unix seconds."""
    id: str
    """Id of the step."""
    position: int
    """Its number in the message, from 1."""
    thought: str
    """The model's text in this step."""
    observation: str
    """What the tools answered: a JSON object by tool, as text."""
    tool: str
    """Tools called, separated by `;`; empty when none."""
    tool_labels: dict[str, dict[str, str]]
    """Display names of the tools, by tool."""
    tool_input: str
    """What the tools are called with: a JSON object by tool, as text."""
    message_files: list[str]
    """Ids of files that the tools made."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "id": "id",
        "position": "position",
        "thought": "thought",
        "observation": "observation",
        "tool": "tool",
        "tool_labels": "tool_labels",
        "tool_input": "tool_input",
        "message_files": "message_files",
    }
    _required = frozenset(
        {
            "event",
            "task_id",
            "conversation_id",
            "message_id",
            "created_at",
            "id",
            "position",
            "thought",
            "observation",
            "tool",
            "tool_labels",
            "tool_input",
            "message_files",
        }
    )
