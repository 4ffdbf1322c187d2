"""What a stream of Dify's events has told so far, and whether it is over.

Dify often keeps a connection open after its last event, and some servers send events after the one that seems to be the
last.  So a reader asks the state after each event how much longer to read, and at the end whether that was all.
"""

from __future__ import annotations

from base64 import b64decode
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

GRACE = 2.0
"""Seconds of silence after which nothing more comes, where something may still follow the event that ends a stream."""

SPEECH_GRACE = 6.0
"""The same between two pieces of speech: Dify waits up to 5 seconds for the next piece before it gives up."""

_STOPPED = "Aborted: User requested stop"
_ENVELOPE = frozenset({"event", "task_id", "conversation_id"})


class StreamKind(StrEnum):
    """What was asked for; it decides which events end the stream."""

    CHAT = "chat"
    """`POST /chat-messages` of a chat, agent or chatflow app; which of them it is shows in the events."""
    COMPLETION = "completion"
    WORKFLOW = "workflow"
    RUN_EVENTS = "run-events"
    """`GET /workflow/{workflow_run_id}/events`, of a workflow or a chatflow."""
    PIPELINE = "pipeline"
    DATASOURCE = "datasource"


class StreamState:
    """Takes the events of one stream, in order, and keeps what they add up to, but not the events.

    The memory it needs is that of the text, and of the speech if that is collected.

    Args:
        kind: what was asked for.
        continue_on_pause: the run's events were opened so that they go on after a pause for human input.
        collect_audio: keep the speech that comes with the stream, for `audio`.

    Attributes:
        task_id: what stopping the generation takes.
        workflow_run_id: the run of a workflow or chatflow.
        workflow_id: the version of the workflow that runs.
        conversation_id: of a chat, agent or chatflow app.
        message_id: of the answer.
        created_at: when the message was created, unix seconds.
        status: the run's: `running`, `paused`, `succeeded`, `partial-succeeded`, `failed`, `stopped`; None without one.
        delta: the text that the last event added.
        metadata: of `message_end`; None until then.
        files: of `message_end`.
        finished: what the event that finished the run, or the data source, says; None until then.
        paused: what `workflow_paused` says, its forms under `reasons`; None when the run is not paused.
        error: the payload of the `error` or `datasource_error` event.
        audio_chunks: how many pieces of speech came.
        over_after: None while more must come, 0 when the stream is over, else the seconds without an event (pings are
            no events) after which it is.
    """

    __slots__ = (
        "_agent_thoughts",
        "_audio",
        "_continue_on_pause",
        "_is_agent",
        "_message_files",
        "_raise_on_failure",
        "_speech_ended",
        "_speech_follows",
        "_text",
        "audio_chunks",
        "conversation_id",
        "created_at",
        "delta",
        "error",
        "files",
        "finished",
        "kind",
        "message_id",
        "metadata",
        "over_after",
        "paused",
        "status",
        "task_id",
        "workflow_id",
        "workflow_run_id",
    )

    def __init__(
        self,
        kind: StreamKind,
        *,
        continue_on_pause: bool = False,
        collect_audio: bool = False,
        raise_on_failure: bool = False,
    ) -> None:
        self.kind = kind
        self.task_id: str | None = None
        self.workflow_run_id: str | None = None
        self.workflow_id: str | None = None
        self.conversation_id: str | None = None
        self.message_id: str | None = None
        self.created_at: int | None = None
        self.status: str | None = None
        self.delta = ""
        self.metadata: dict[str, Any] | None = None
        self.files: list[dict[str, Any]] | None = None
        self.finished: dict[str, Any] | None = None
        self.paused: dict[str, Any] | None = None
        self.error: dict[str, Any] | None = None
        self.audio_chunks = 0
        self.over_after: float | None = None
        self._text = StringIO()
        self._audio: list[bytes] | None = [] if collect_audio else None
        self._agent_thoughts: dict[str, dict[str, Any]] = {}
        self._message_files: dict[str, dict[str, Any]] = {}
        self._continue_on_pause = continue_on_pause
        self._raise_on_failure = raise_on_failure
        self._is_agent = False
        self._speech_ended = False
        self._speech_follows = kind in (StreamKind.CHAT, StreamKind.COMPLETION, StreamKind.WORKFLOW)

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._text.getvalue()

    @property
    def usage(self) -> dict[str, Any] | None:
        """Tokens and prices, once `message_end` has told them."""
        return self.metadata.get("usage") if self.metadata else None

    @property
    def retriever_resources(self) -> list[dict[str, Any]]:
        """The knowledge that the answer cites, once `message_end` has told it."""
        return (self.metadata or {}).get("retriever_resources") or []

    @property
    def agent_thoughts(self) -> list[dict[str, Any]]:
        """An agent's steps so far, each as it was told last."""
        return list(self._agent_thoughts.values())

    @property
    def message_files(self) -> list[dict[str, Any]]:
        """The files that an agent's tools have made so far."""
        return list(self._message_files.values())

    @property
    def audio(self) -> bytes | None:
        """The speech so far, joined; None unless it is collected."""
        return None if self._audio is None else b"".join(self._audio)

    @property
    def mode(self) -> str:
        """The mode of the app as Dify names it, as far as the events show it."""
        if self.kind is StreamKind.COMPLETION:
            return "completion"
        if self.kind in (StreamKind.PIPELINE, StreamKind.DATASOURCE):
            return "rag-pipeline"
        if self.conversation_id is None and self.kind is not StreamKind.CHAT:
            return "workflow"
        if self._is_chatflow:
            return "advanced-chat"
        if self._is_agent:
            return "agent-chat"
        # A chatflow that moderation or an annotation answers runs nothing, but its `files` are a list, never null.
        return "advanced-chat" if self.files == [] else "chat"

    @property
    def failure(self) -> dict[str, Any] | None:
        """The error that the stream ended in, as an `error` event tells it; None when there is an answer.

        A failed workflow is an answer, unless it is asked to be none.  A failed chatflow is none; servers that send no
        `error` event for it get the one that others send.
        """
        if self.error is not None or self.finished is None or self.status != "failed":
            return self.error
        if self._is_chatflow:
            ids = {"conversation_id": self.conversation_id, "message_id": self.message_id}
            return run_failure(self.finished, **ids, created_at=self.created_at)
        if self._raise_on_failure:
            return run_failure(self.finished, task_id=self.task_id, workflow_run_id=self.workflow_run_id)
        return None

    @property
    def complete(self) -> bool:
        """Whether all that ends such a stream has come.  When the bytes end and this is False, the stream was cut."""
        if self.error is not None:
            return True
        if self.paused is not None:
            return not self._continue_on_pause
        if self.kind is StreamKind.CHAT and self._is_chatflow:
            # A run that failed or was stopped may come without `message_end`.
            has_end = self.metadata is not None or self.status not in ("succeeded", "partial-succeeded")
            return self.finished is not None and has_end
        if self.kind in (StreamKind.CHAT, StreamKind.COMPLETION):
            return self.metadata is not None
        return self.finished is not None

    @property
    def lacks_speech(self) -> bool:
        """Whether speech was under way, and its end, which this kind of stream has, did not come."""
        return self._speech_follows and self.audio_chunks > 0 and not self._speech_ended

    def feed(self, payload: Mapping[str, Any]) -> None:
        """Take the next event, the JSON object of its data.  Events of unknown names change nothing."""
        self.delta = ""
        if self.task_id is None or (self.workflow_run_id is None and "workflow_run_id" in payload):
            self._identify(payload)
        match payload.get("event"):
            case "message":
                # In the newest agent apps one closing `message` repeats the whole answer.
                if not self._is_agent:
                    self._add_text(payload.get("answer"))
                return
            case "text_chunk":
                self._add_text(_object(payload.get("data")).get("text"))
                return
            case "agent_message":
                self._is_agent = True
                self._add_text(payload.get("answer"))
                return
            case "message_replace":
                self._replace_text(payload.get("answer"))
            case "text_replace":
                self._replace_text(_object(payload.get("data")).get("text"))
            case "client_text":
                self._complete_text(_object(payload.get("data")).get("text"))
            case "agent_thought":
                self._is_agent = True
                self._agent_thoughts[str(payload.get("id"))] = _without_envelope(payload)
            case "message_file":
                self._message_files[str(payload.get("id"))] = _without_envelope(payload)
            case "message_end":
                self.metadata = _object(payload.get("metadata"))
                self.files = payload.get("files")
            case "tts_message":
                self.audio_chunks += 1
                if self._audio is not None:
                    self._audio.append(_speech_in(payload.get("audio")))
            case "tts_message_end":
                self._speech_ended = True
            case "workflow_started":
                data = _object(payload.get("data"))
                self.workflow_id = data.get("workflow_id")
                self.status = "running"
                self.paused = None
                # Servers that give a reason send no speech once the run has finished.
                self._speech_follows = "reason" not in data
            case "workflow_paused":
                self.paused = _object(payload.get("data"))
                self.status = "paused"
            case "workflow_finished":
                self._finish(_object(payload.get("data")))
            case "datasource_completed":
                self.finished = _without_envelope(payload)
            case "error" | "datasource_error":
                self.error = dict(payload)
            case _:
                return
        self.over_after = self._seconds_left()

    def take_answer(self, answer: Mapping[str, Any]) -> None:
        """Take the blocking answer that came in place of a stream."""
        self.feed(answer)
        run = _object(answer.get("data"))
        if self.kind is StreamKind.WORKFLOW and run.get("status") not in (None, "paused"):
            self._finish(run)

    def go_on(self) -> None:
        """The pause is over: events follow again."""
        self.paused = self.over_after = None
        self.status = "running"

    @property
    def continues_on_pause(self) -> bool:
        """Whether a pause does not end the stream."""
        return self._continue_on_pause

    @property
    def _is_chatflow(self) -> bool:
        has_run = self.workflow_run_id is not None or self.kind is StreamKind.RUN_EVENTS
        return has_run and self.conversation_id is not None

    def _identify(self, payload: Mapping[str, Any]) -> None:
        run_id = payload.get("workflow_run_id")
        task_id = payload.get("task_id")
        # The events of a run that is over give its run id as the task: there is no task to stop.
        if task_id != run_id:
            self.task_id = self.task_id or task_id
        self.workflow_run_id = self.workflow_run_id or run_id
        self.conversation_id = self.conversation_id or payload.get("conversation_id")
        self.message_id = self.message_id or payload.get("message_id")
        self.created_at = self.created_at or payload.get("created_at")

    def _add_text(self, text: object) -> None:
        if isinstance(text, str):
            self.delta = text
            self._text.write(text)

    def _replace_text(self, text: object) -> None:
        self._text = StringIO()
        if isinstance(text, str):
            self._text.write(text)

    def _complete_text(self, text: object) -> None:
        before = self.text
        self._replace_text(text)
        if isinstance(text, str) and text.startswith(before):
            self.delta = text[len(before) :]

    def _finish(self, data: dict[str, Any]) -> None:
        self.finished = data
        self.paused = None
        self.workflow_id = data.get("workflow_id", self.workflow_id)
        self.status = data.get("status")
        if self.status == "failed" and str(data.get("error")).startswith(_STOPPED):
            self.status = "stopped"

    def _seconds_left(self) -> float | None:
        """The value of `over_after` after an event that may have ended the stream."""
        if self.error is not None:
            return 0.0
        if self.paused is not None:
            return None if self._continue_on_pause else 0.0
        if self.finished is None and self.metadata is None:
            return None
        if self._is_chatflow and (self.finished is None or self.metadata is None):
            return GRACE
        if self._speech_ended:
            return 0.0
        if self._speech_follows:
            return SPEECH_GRACE if self.audio_chunks else GRACE
        return GRACE if self.audio_chunks else 0.0


def run_failure(data: Mapping[str, Any], **ids: Any) -> dict[str, Any]:
    """The `error` event that a chatflow's stream has when its run failed.

    Args:
        data: What is told of the run.
        ids: What the event names.
    """
    message = f"Run failed: {data.get('error')}"
    return {"event": "error", **ids, "code": "invalid_param", "status": 400, "message": message}


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _speech_in(audio: object) -> bytes:
    """The bytes of a piece of speech; none of what is no base64, which the event itself still shows."""
    try:
        return b64decode(audio) if isinstance(audio, str) else b""
    except ValueError:
        return b""


def _without_envelope(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in _ENVELOPE}
