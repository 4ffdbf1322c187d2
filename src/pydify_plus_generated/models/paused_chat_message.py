from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .app_mode import AppMode
    from .message_metadata import MessageMetadata
    from .pause_reason import PauseReason
    from .workflow_run_status import WorkflowRunStatus


class PausedChatMessage(View):
    """What a chatflow answers when it stops to wait for a human while it was called blocking."""

    id: str | None
    """Id of the message."""
    message_id: str | None
    """The same."""
    conversation_id: str | None
    """The conversation."""
    mode: AppMode | str | None
    """Kind of app."""
    answer: str | None
    """The text so far."""
    metadata: MessageMetadata | None
    """As in the answer itself."""
    created_at: int | None
    """Unix seconds."""
    workflow_run_id: str | None
    """The run; its events can be streamed on."""
    paused_nodes: list[str] | None
    """Ids of the waiting nodes."""
    reasons: list[PauseReason] | None
    """Why it waits, with the form to fill."""
    status: WorkflowRunStatus | str | None
    """Always `paused`."""
    elapsed_time: float | None
    """Seconds so far."""
    total_tokens: int | None
    """Tokens so far."""
    total_steps: int | None
    """Nodes run so far."""

    _fields = {
        "id": "id",
        "message_id": "message_id",
        "conversation_id": "conversation_id",
        "mode": "mode",
        "answer": "answer",
        "metadata": "metadata",
        "created_at": "created_at",
        "workflow_run_id": "workflow_run_id",
        "paused_nodes": "paused_nodes",
        "reasons": "reasons",
        "status": "status",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .app_mode import AppMode
        from .message_metadata import MessageMetadata
        from .pause_reason import PauseReason
        from .workflow_run_status import WorkflowRunStatus

        return {
            "mode": open_enum(AppMode),
            "metadata": MessageMetadata.from_dict,
            "reasons": list_of(PauseReason.from_dict),
            "status": open_enum(WorkflowRunStatus),
        }
