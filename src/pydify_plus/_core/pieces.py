"""How much is sent and read at once: every piece costs a call of the system, and one of each layer of an HTTP library."""

from __future__ import annotations

import re
from typing import Literal

_METHODS = (b"POST ", b"PUT ", b"PATCH ", b"DELETE ")
_json = re.compile(rb"\r\ncontent-type: application/json\r\n", re.IGNORECASE).search
_HEAD = 1 << 14
_FIRST = 1 << 12
_MOST = 1 << 18

Part = Literal["head", "stream", "body"]
"""Of an answer: its head, an event stream, or a body of any other kind."""


class RequestJoiner:
    """Holds the head of a request back until its JSON body comes, which is at once, so that both are sent as one."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = b""

    def joined(self, data: bytes) -> bytes:
        """Take what is to be sent next, and give what to send now: nothing while more is to come."""
        if self._held:
            return self.rest() + data
        if data.startswith(_METHODS) and data.endswith(b"\r\n\r\n") and _json(data):
            self._held = data
            return b""
        return data

    def rest(self) -> bytes:
        """Give what is held, if anything is."""
        held, self._held = self._held, b""
        return held


class ReadSize:
    """How many bytes to ask for: twice as many of a body or a stream, once all that were asked for were there.

    A head and the beginning of an event stream are read in small pieces, so that the first events need not wait until those that arrived
    with them are taken apart.
    """

    __slots__ = ("_part", "_sizes")

    def __init__(self) -> None:
        self._part: Part = "head"
        self._sizes = {"head": _HEAD, "stream": _FIRST, "body": 0}

    def next(self, usual: int, part: Part) -> int:
        """How many to ask for now.

        Args:
            usual: How many an HTTP library asks for.
            part: What they are of.
        """
        self._part = part
        if part == "head":
            self._sizes["stream"] = _FIRST
        elif part == "body":
            self._sizes[part] = max(self._sizes[part], usual)
        return self._sizes[part]

    def came(self, count: int) -> None:
        """Take how many came."""
        size = self._sizes[self._part]
        if self._part != "head" and count >= size and size < _MOST:
            self._sizes[self._part] = 2 * size
