"""How much is sent and read at once: every piece costs a call of the system, and one of each layer of an HTTP library."""

from __future__ import annotations

import re

_METHODS = (b"POST ", b"PUT ", b"PATCH ", b"DELETE ")
_json = re.compile(rb"\r\ncontent-type: application/json\r\n", re.IGNORECASE).search
_MOST = 1 << 18
"""Bytes that are asked for at most."""


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
    """How many bytes to ask for: twice as many, once all that were asked for were there."""

    __slots__ = ("_size",)

    def __init__(self) -> None:
        self._size = 0

    def at_least(self, size: int) -> int:
        """How many to ask for, where a library would ask for `size`."""
        self._size = max(self._size, size)
        return self._size

    def came(self, count: int) -> None:
        """Take how many came."""
        if count >= self._size and self._size < _MOST:
            self._size *= 2
