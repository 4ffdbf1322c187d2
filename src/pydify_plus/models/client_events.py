"""Events that no Dify sends: what this package says in a stream that was cut and taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydify_plus_generated.models.stream_event import StreamEvent
from pydify_plus_generated.types import Decoder, View


class ClientGap(View):
    """What a stream may lack."""

    reason: str
    """Why the connection broke."""
    position: int
    """How many characters of text had come before."""
    events: list[str]
    """The names of the events of which some may be missing here."""
    fields: list[str]
    """What cannot be known any more: `usage`, or fields of the node events that follow, which a snapshot leaves null."""

    _fields: ClassVar[Mapping[str, str]] = {
        "reason": "reason",
        "position": "position",
        "events": "events",
        "fields": "fields",
    }
    _required = frozenset({"reason", "position", "events", "fields"})


class ClientGapEvent(StreamEvent):
    """`client_gap`: the stream was cut and is connected again; events may be missing at this point. Dify did not send this."""

    data: ClientGap

    _fields: ClassVar[dict[str, str]] = {"event": "event", "data": "data"}
    _required = frozenset({"event", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        return {"data": ClientGap.from_dict}


class ClientText(View):
    """A text that was put together."""

    text: str
    """The whole text."""

    _fields: ClassVar[Mapping[str, str]] = {"text": "text"}
    _required = frozenset({"text"})


class ClientTextEvent(StreamEvent):
    """`client_text`: the whole text of a run whose stream was cut, just before its last event. Dify did not send this.

    A chatflow's text is the saved answer. A workflow's is made of its outputs, each as text and a line for each, which is what Dify
    streams of a workflow with one end node; it is given only if the pieces that came are pieces of it.
    """

    data: ClientText

    _fields: ClassVar[dict[str, str]] = {"event": "event", "data": "data"}
    _required = frozenset({"event", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        return {"data": ClientText.from_dict}


_VIEWS: dict[str, type[StreamEvent]] = {"client_gap": ClientGapEvent, "client_text": ClientTextEvent}


def event_of(payload: dict[str, Any]) -> StreamEvent:
    """The view of an event, of Dify's or of ours."""
    return _VIEWS.get(payload["event"], StreamEvent).from_dict(payload)
