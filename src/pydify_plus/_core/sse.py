"""Server-sent events from bytes that arrive in pieces of any size.

The rules are those of the HTML standard, with one addition: an event whose last blank line is missing can be had with
`flush`.  Field names other than `event` and `data` carry nothing in Dify's streams and are skipped.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

_BOM = b"\xef\xbb\xbf"


class ServerSentEvent(NamedTuple):
    """One event: its name (`message` when the stream names none) and its data, the lines joined by a line feed."""

    event: str
    data: str


# A NamedTuple's own constructor takes twice the time.
_new_event = partial(tuple[str, str].__new__, ServerSentEvent)


class SSEDecoder:
    """Turns the bytes of an event stream into its events.

    An event without a `data` line, such as Dify's `event: ping`, is no event and is not returned.  Bytes that are not
    UTF-8 become U+FFFD.  The time is linear in the number of bytes, however they are split.

    ```python
    decoder = SSEDecoder()
    for chunk in chunks:
        for event in decoder.feed(chunk):
            handle(json.loads(event.data))
    ```
    """

    __slots__ = ("_after_cr", "_at_start", "_between_events", "_data", "_event", "_pending")

    def __init__(self) -> None:
        self._pending = bytearray()
        self._event = ""
        self._data: list[str] = []
        self._at_start = True
        self._after_cr = False
        self._between_events = False

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take the next bytes; return the events that they complete, in order."""
        # Dify writes an event as one `data` line and a blank line: what holds nothing else needs no line-by-line reading.
        if self._between_events and not self._pending and chunk.startswith(b"data: ") and chunk.endswith(b"\n\n"):
            text = chunk[6:-2].decode("utf-8", "replace")
            if "\n" not in text and "\r" not in text:
                return [_new_event(("message", text))]
        if self._pending:
            self._pending += chunk
            if b"\n" not in chunk and b"\r" not in chunk:
                return []
            chunk = bytes(self._pending)
            self._pending.clear()
        if self._between_events and chunk.startswith(b"data: ") and (end := chunk.rfind(b"\n\n")) > 0:
            text = chunk[6:end].decode("utf-8", "replace")
            frames = text.split("\n\ndata: ")
            if text.count("\n") == 2 * len(frames) - 2 and "\r" not in text:
                return [_new_event(("message", data)) for data in frames] + self._feed_lines(chunk[end + 2 :])
        return self._feed_lines(chunk)

    def flush(self) -> list[ServerSentEvent]:
        """Take the end of the bytes: return the event whose last blank line is missing, if there is one.

        When the connection was cut, that event's data may be cut short too.
        """
        return self.feed(b"\n\n")

    def _feed_lines(self, chunk: bytes) -> list[ServerSentEvent]:
        if not chunk:
            return []
        if self._at_start:
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._pending += chunk
                return []
            self._at_start = False
            chunk = chunk.removeprefix(_BOM)
        if self._after_cr:
            chunk = chunk.removeprefix(b"\n")
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        self._pending += chunk[end:]
        self._after_cr = chunk.endswith(b"\r")
        # Not str.splitlines: it would also split at U+0085, U+2028 and U+2029, which an answer may hold.
        lines = chunk[:end].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        events: list[ServerSentEvent] = []
        for line in lines[:-1]:
            if not line:
                if self._data:
                    events.append(ServerSentEvent(self._event or "message", "\n".join(self._data)))
                    self._data = []
                self._event = ""
                continue
            name, _, value = line.partition(":")
            if name == "data":
                self._data.append(value.removeprefix(" "))
            elif name == "event":
                self._event = value.removeprefix(" ")
        self._between_events = not (self._data or self._event or self._after_cr)
        return events
