from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..types import Event, by_name

if TYPE_CHECKING:
    from typing import Self


class StreamEvent(Event):
    """One event of a stream; its name decides which fields it has. Newer servers send names that are not listed
    here."""

    event: str
    """The event's name."""

    _fields = {"event": "event"}
    _required = frozenset({"event"})

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """A view of `data`: on StreamEvent itself of the class that `event` names, if that is known."""
        return _decode(data) if cls is StreamEvent else super().from_dict(data)


_decode = by_name(
    "event",
    {
        "message": (".message_event", "MessageEvent"),
        "message_end": (".message_end_event", "MessageEndEvent"),
        "message_replace": (".message_replace_event", "MessageReplaceEvent"),
        "message_file": (".message_file_event", "MessageFileEvent"),
        "agent_message": (".agent_message_event", "AgentMessageEvent"),
        "agent_thought": (".agent_thought_event", "AgentThoughtEvent"),
        "tts_message": (".tts_message_event", "TtsMessageEvent"),
        "tts_message_end": (".tts_message_end_event", "TtsMessageEndEvent"),
        "error": (".error_event", "ErrorEvent"),
        "workflow_started": (".workflow_started_event", "WorkflowStartedEvent"),
        "workflow_finished": (".workflow_finished_event", "WorkflowFinishedEvent"),
        "workflow_paused": (".workflow_paused_event", "WorkflowPausedEvent"),
        "node_started": (".node_started_event", "NodeStartedEvent"),
        "node_finished": (".node_finished_event", "NodeFinishedEvent"),
        "node_retry": (".node_retry_event", "NodeRetryEvent"),
        "iteration_started": (".iteration_started_event", "IterationStartedEvent"),
        "iteration_next": (".iteration_next_event", "IterationNextEvent"),
        "iteration_completed": (".iteration_completed_event", "IterationCompletedEvent"),
        "loop_started": (".loop_started_event", "LoopStartedEvent"),
        "loop_next": (".loop_next_event", "LoopNextEvent"),
        "loop_completed": (".loop_completed_event", "LoopCompletedEvent"),
        "agent_log": (".agent_log_event", "AgentLogEvent"),
        "text_chunk": (".text_chunk_event", "TextChunkEvent"),
        "text_replace": (".text_replace_event", "TextReplaceEvent"),
        "reasoning_chunk": (".reasoning_chunk_event", "ReasoningChunkEvent"),
        "human_input_required": (".human_input_required_event", "HumanInputRequiredEvent"),
        "human_input_form_filled": (".human_input_form_filled_event", "HumanInputFormFilledEvent"),
        "human_input_form_timeout": (".human_input_form_timeout_event", "HumanInputFormTimeoutEvent"),
        "datasource_processing": (".datasource_processing_event", "DatasourceProcessingEvent"),
        "datasource_completed": (".datasource_completed_event", "DatasourceCompletedEvent"),
        "datasource_error": (".datasource_error_event", "DatasourceErrorEvent"),
    },
    __package__ or "",
    super(StreamEvent, StreamEvent).from_dict,
)
