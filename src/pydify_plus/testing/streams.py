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
        hang: Seconds for which it stays open, without pings, after an early `error` of a workflow or chatflow.
    """

    ping_every: float = 10.0
    linger: float = 1.0
    hang: float = 300.0

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

    async def frames(self, ping_every: float, start: int = 0) -> AsyncIterator[str]:
        """The framed events from number `start` on, with a ping after every `ping_every` seconds of silence."""
        position = start
        while True:
            changed = self._changed
            while position < len(self.events):
                yield frame(self.events[position])
                position += 1
            if self.is_closed:
                return
            try:
                await asyncio.wait_for(changed.wait(), ping_every)
            except TimeoutError:
                yield PING
