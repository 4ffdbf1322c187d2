"""Events on their way to readers: one writer, any number of readers, framed as Dify frames them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from .json_values import Json

PING = "event: ping\n\n"


def frame(event: Json) -> str:
    """One event as a running generation sends it: compact JSON, every character raw."""
    return f"data: {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}\n\n"


def spaced_frame(event: Json) -> str:
    """The one event of a run that was over before it was asked for, which Dify writes by another way."""
    return f"data: {json.dumps(event)}\n\n"


@dataclass(frozen=True)
class Quirks:
    """Behaviour of a real server that a client must survive; each can be switched off.

    Attributes:
        ping_every: Seconds of silence before a ping.
        linger: Seconds for which the connection stays open after the last event of a workflow or chatflow.
        hang: Seconds for which it stays open, without pings, after an early `error` of a workflow or chatflow, and after a
            chatflow's answer that no graph gave (moderation, annotations).
        resume_after: Seconds from the decision on a form to the run's going on.
        has_index: Whether `GET /` tells the server's version; the recorded server answers 404 there.
    """

    ping_every: float = 10.0
    linger: float = 1.0
    hang: float = 300.0
    resume_after: float = 0.2
    has_index: bool = False

    @classmethod
    def none(cls) -> Quirks:
        """A server that closes every stream at once after its last event."""
        return cls(linger=0.0, hang=0.0)


class EventLog:
    """The events of one generation in order, kept for those who come late."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.is_closed = False
        self._changed = asyncio.Event()

    def __getstate__(self) -> Json:
        return {"events": self.events}

    def __setstate__(self, state: Json) -> None:
        """Nobody writes to a log that comes from a file: what it has is all it will have."""
        self.__init__()  # type: ignore[misc]
        self.events = state["events"]
        self.is_closed = True

    def write(self, event: Json) -> None:
        self.events.append(event)
        self._wake()

    def close(self) -> None:
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def closed(self) -> None:
        """Wait until the last event is written."""
        while not self.is_closed:
            await self._changed.wait()

    async def reached(self, event: str) -> None:
        """Wait until an event of that name is written, or the last one."""
        position = 0
        while not self.is_closed:
            changed = self._changed
            if any(told["event"] == event for told in self.events[position:]):
                return
            position = len(self.events)
            await changed.wait()

    async def frames(self, ping_every: float, start: int = 0, until: str | None = None) -> AsyncIterator[str]:
        """The framed events from number `start` on, with a ping after every `ping_every` seconds of silence.

        Args:
            until: The name of an event after which no more is read.
        """
        position = start
        while True:
            changed = self._changed
            while position < len(self.events):
                event = self.events[position]
                yield frame(event)
                position += 1
                if event["event"] == until:
                    return
            if self.is_closed:
                return
            try:
                await asyncio.wait_for(changed.wait(), ping_every)
            except TimeoutError:
                yield PING
