"""How much is sent and read at once: every piece costs a call of the system, and one of each layer of an HTTP library."""

from __future__ import annotations

import re

_METHODS = (b"POST ", b"PUT ", b"PATCH ", b"DELETE ")
_json = re.compile(rb"\r\ncontent-type: application/json\r\n", re.IGNORECASE).search
_FIRST = 1 << 12
_MOST = 1 << 18


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
    """How many bytes to ask for: twice as many, once all that were asked for were there.

    An event stream begins with few, so that its first events need not wait until those that arrived with them are taken apart.
    """

    __slots__ = ("_is_stream", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._is_stream = False

    def next(self, usual: int, *, is_stream: bool) -> int:
        """How many to ask for now.

        Args:
            usual: How many an HTTP library asks for.
            is_stream: Whether they are an event stream's.
        """
        if is_stream is not self._is_stream or not self._size:
            self._is_stream = is_stream
            self._size = _FIRST if is_stream else usual
        return self._size

    def came(self, count: int) -> None:
        """Take how many came."""
        if count >= self._size and self._size < _MOST:
            self._size *= 2
