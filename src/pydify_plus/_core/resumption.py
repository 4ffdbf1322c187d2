"""How a broken stream of a run is taken up again: what can be, what of it is new, what is missing, and how it ends.

Dify replays on demand the node events of a run that is under way, and tells of one that has ended how it ended. Text is never sent
twice, nor are the other events: what came while nobody listened is lost, except that the run's outputs, or a chatflow's message, hold
the whole text at the end.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from pydify_plus.errors import DifyConnectionError, DifyNotFoundError

from .retry import RetryPolicy
from .stream_state import StreamKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydify_plus.errors import DifyAPIError, DifyTransportError

    from .stream_state import StreamState

MOST_ATTEMPTS = 6
"""How often in a row a stream is opened again without a new event."""

POLL_SECONDS = (1.0, 10.0)
"""The first and the longest interval at which a server that has no run events is asked how a run stands."""

TOLD_ONCE = frozenset(
    {
        "human_input_required",
        "message_replace",
        "node_finished",
        "node_started",
        "workflow_finished",
        "workflow_paused",
        "workflow_started",
    }
)
"""The events that Dify may replay, or that end a run: `Resumption.admits` has to see them."""


def is_told_once(payload: Mapping[str, Any]) -> bool:
    """Whether an event is one of `TOLD_ONCE`."""
    name = payload.get("event")
    return isinstance(name, str) and name in TOLD_ONCE


ENDED = frozenset({"succeeded", "partial-succeeded", "failed", "stopped"})
"""The statuses of a run that is over."""

_NODES = ("node_started", "node_finished")
_TEXT = {True: ("message", "message_replace"), False: ("text_chunk", "text_replace")}
_SPEECH = ("tts_message", "tts_message_end")
_NEVER_REPLAYED = (
    "iteration_started",
    "iteration_next",
    "iteration_completed",
    "loop_started",
    "loop_next",
    "loop_completed",
    "node_retry",
    "agent_log",
    "human_input_form_filled",
    "human_input_form_timeout",
    "reasoning_chunk",
    *_SPEECH,
)
_AFTER_A_PAUSE = ("workflow_started", "node_started")
"""What begins again when a run goes on, of which a snapshot tells the first beginning alone."""
_RESUMABLE = (StreamKind.CHAT, StreamKind.WORKFLOW, StreamKind.RUN_EVENTS)


@dataclass(frozen=True, slots=True)
class StreamGap:
    """What a stream may lack because it was cut: Dify does not send it again.

    Attributes:
        reason: Why the connection broke.
        position: How many characters of text had come before.
        events: The names of the events of which some may be missing here.
        fields: What cannot be known any more: `usage` (tokens and prices of a chatflow's answer), and `inputs`, `process_data` and
            `outputs` of the node events that are told late.
    """

    reason: str
    position: int
    events: tuple[str, ...]
    fields: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The event that tells a reader of it."""
        data = {
            "reason": self.reason, "position": self.position, "events": list(self.events), "fields": list(self.fields)
        }  # fmt: skip
        return {"event": "client_gap", "data": data}


class Resumption:
    """What one stream needs to remember, and to decide, so that it survives its connections.

    The memory it needs grows with the nodes that ran, not with the text.

    Args:
        state: What the stream has told so far.
        enabled: Whether the caller wants it.

    Attributes:
        gaps: What may be missing.
        broken: Why the stream is not connected; None while it is.
        is_resumed: Whether it was connected again.
        has_waited: Whether a pause was waited out, so that the run's events are to be read over pauses.
    """

    __slots__ = (
        "_attempts",
        "_finished",
        "_form_ids",
        "_is_first",
        "_pause",
        "_reason",
        "_started",
        "_state",
        "_submitted",
        "broken",
        "enabled",
        "gaps",
        "has_waited",
        "is_resumed",
    )

    def __init__(self, state: StreamState, *, enabled: bool) -> None:
        self._state = state
        self.enabled = enabled
        self.gaps: list[StreamGap] = []
        self.broken: DifyTransportError | DifyAPIError | None = None
        self.is_resumed = False
        self.has_waited = False
        self._attempts = 0
        self._reason = ""
        self._is_first = False
        self._pause: list[str] | None = None
        self._started: set[str] = set()
        self._finished: set[str] = set()
        self._form_ids: set[str] = set()
        self._submitted: set[str] = set()

    # Whether and when.

    @property
    def possible(self) -> bool:
        """Whether the stream's run can be found again."""
        return self.enabled and self._state.kind in _RESUMABLE and self._state.workflow_run_id is not None

    def cut(self, reason: str) -> None:
        """The connection is lost, or has not been there: what came meanwhile may be missing."""
        self._reason = reason
        self.broken = DifyConnectionError(reason, may_have_run=True)

    def wait(self, policy: RetryPolicy) -> float | None:
        """The seconds until the next attempt to connect; None when there is to be none.

        Args:
            policy: The client's, for its backoff.
        """
        error = self.broken
        # The row of a run that has only just begun may not be written yet.
        if error is None or isinstance(error, DifyNotFoundError):
            error = DifyConnectionError(self._reason, may_have_run=True)
        self._attempts += 1
        if self._attempts == 1:
            return 0.0
        return replace(policy, retries=MOST_ATTEMPTS - 1).delay(error, attempt=self._attempts - 1, repeatable=True)

    def connected(self) -> None:
        """The run's events come again."""
        self.broken = None
        self.is_resumed = self._is_first = True

    def heard(self) -> None:
        """The run is known to go on: attempts count anew."""
        self._attempts = 0

    # What is new.

    def admits(self, payload: Mapping[str, Any]) -> bool:
        """Whether an event is to be given: not one that has been given before, or that a snapshot alone has."""
        is_new = self._is_new(payload) or not self.is_resumed
        if is_new:
            self.heard()
        return is_new

    def _is_new(self, payload: Mapping[str, Any]) -> bool:
        data = _object(payload.get("data"))
        match payload.get("event"):
            case "node_started":
                return _first(str(data.get("id")), self._started)
            case "node_finished":
                # A snapshot tells so of a node that waits for human input; it will finish later.
                return data.get("status") != "paused" and _first(str(data.get("id")), self._finished)
            case "workflow_started":
                if data.get("reason") != "resumption":
                    return self._state.status is None
                # Never replayed. The nodes that waited start again.
                self._started &= self._finished
                self._pause = None
                return True
            case "human_input_required":
                return _first(str(data.get("form_id")), self._form_ids)
            case "workflow_paused":
                forms = [str(_object(reason).get("form_id")) for reason in data.get("reasons") or ()]
                before, self._pause = self._pause, forms
                return forms != before and not (forms and self._submitted.issuperset(forms))
            case "message_replace":
                # Empty in the snapshot of an answer that is being written.
                return payload.get("answer") not in ("", self._state.text)
            case "workflow_finished":
                return self._state.finished is None
            case _:
                return True

    def submitted(self, form_ids: Sequence[str]) -> None:
        """Somebody has answered these forms: a pause for them alone is over."""
        self._submitted.update(form_ids)

    def waited(self) -> None:
        """The pause is over: the run's events can be read on."""
        self.has_waited = True
        self.heard()
        self._state.go_on()
        self.cut("the run was paused")

    # What is missing.

    def gap_before(self, payload: Mapping[str, Any]) -> StreamGap | None:
        """What may be missing before the first event of a stream that was opened again; None before the others."""
        if not self._is_first:
            return None
        self._is_first = False
        state = self._state
        is_over = is_of_an_ended_run(payload)
        is_chat = state.conversation_id is not None
        events: tuple[str, ...] = (*_TEXT[is_chat], *_NEVER_REPLAYED)
        fields: tuple[str, ...] = ("inputs", "process_data", "outputs")
        if self.has_waited or self._form_ids:
            events = (*_AFTER_A_PAUSE, *events)
        if is_over:
            events, fields = (*_NODES, "human_input_required", "workflow_paused", *events), ()
            if is_chat and state.metadata is None:
                events, fields = (*events, "message_end"), ("usage",)
        return self._add(events, fields)

    def gap_at_the_end(self) -> StreamGap:
        """What is missing of a chatflow's stream that was cut between the two events that end it."""
        return self._add(("message_end",), ("usage",))

    def gap_in_the_speech(self, reason: str) -> StreamGap:
        """What is missing of a stream that was cut behind its answer, while it was read aloud."""
        self._reason = reason
        return self._add(_SPEECH, ())

    def lacks_text(self, payload: Mapping[str, Any]) -> bool:
        """Whether text may be missing when an event comes that ends a run or interrupts it."""
        return bool(self.gaps) and payload.get("event") in ("workflow_finished", "workflow_paused")

    def whole_text(self, payload: Mapping[str, Any], answer: str | None) -> str | None:
        """The text of the whole run; None when it has come as it is, or cannot be known.

        Args:
            payload: The event that ends the run.
            answer: What the conversation's history has, of a chatflow.
        """
        outputs = _object(_object(payload.get("data")).get("outputs"))
        if self._state.conversation_id is not None:
            told = outputs.get("answer")
            whole = answer or (told if isinstance(told, str) else None)
        else:
            whole = text_of_outputs(outputs)
            if whole is not None and not self._fits(whole):
                return None
        return whole if whole != self._state.text else None

    def _add(self, events: tuple[str, ...], fields: tuple[str, ...]) -> StreamGap:
        gap = StreamGap(self._reason, len(self._state.text), tuple(dict.fromkeys(events)), fields)
        self.gaps.append(gap)
        return gap

    def _fits(self, whole: str) -> bool:
        """Whether the pieces that came are pieces of this text, in their order, from its beginning to its end."""
        text, cuts = self._state.text, [0, *(gap.position for gap in self.gaps), len(self._state.text)]
        *pieces, last = (text[start:end] for start, end in pairwise(cuts))
        if not whole.startswith(pieces[0]):
            return False
        at = 0
        for piece in pieces:
            at = whole.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return at + len(last) <= len(whole) and whole.endswith(last)


def is_of_an_ended_run(payload: Mapping[str, Any]) -> bool:
    """Whether an event is the one that Dify gives of a run that is over: its task is the run."""
    return payload.get("event") == "workflow_finished" and payload.get("task_id") == payload.get("workflow_run_id")


def text_of_outputs(outputs: Mapping[str, Any]) -> str | None:
    """The text that a workflow with one end node streams, made from its outputs: each as text, a line for each; None without outputs."""
    return "\n".join(map(_as_text, outputs.values())) if outputs else None


def finished_event(state: StreamState, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The event `workflow_finished` that a server without run events cannot send, made from the run's detail."""
    data = {name: value for name, value in detail.items() if name != "inputs"}
    if isinstance(data.get("outputs"), str):
        try:
            data["outputs"] = json.loads(data["outputs"])
        except ValueError:
            data["outputs"] = None
    ids = {"workflow_run_id": state.workflow_run_id, "task_id": state.workflow_run_id}
    return {"event": "workflow_finished", **ids, "data": data, "made_by_client": True}


def text_event(text: str) -> dict[str, Any]:
    """The event that gives the whole text at the end of a stream that was cut."""
    return {"event": "client_text", "data": {"text": text}}


def metadata_without_usage(retriever_resources: list[Any]) -> dict[str, Any]:
    """What is known of a `message_end` that was lost: the knowledge that the conversation's history cites."""
    return {"annotation_reply": None, "retriever_resources": retriever_resources, "usage": None}


def _first(item: str, seen: set[str]) -> bool:
    """Whether it is not among those seen, among which it is from now on."""
    if item in seen:
        return False
    seen.add(item)
    return True


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value)


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
