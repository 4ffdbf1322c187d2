"""Event streams on the wire, in fewer and larger chunks.

Dify sends each event as a chunk of its own, and an HTTP library takes as long for a chunk as for all else that an event needs. What one
read of the socket brings is made one chunk here, before that library sees it; nothing is held back for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pieces import Part

_REQUEST = (b"GET ", b"POST ")
_LONGEST_HEAD = 1 << 16
_LONGEST_SIZE = 1 << 10
_SIZE = rb"([0-9A-Fa-f]{1,16})(?:;[^\r\n]*)?[ \t]*\r\n"
_first_size = re.compile(_SIZE).match
_next_size = re.compile(rb"\r\n" + _SIZE).match
_split = re.compile(rb"\r\n([0-9A-Fa-f]{1,16})\r\n").split
_chunked = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE).search
_event_stream = re.compile(rb"\r\ncontent-type:[ \t]*text/event-stream[ \t;\r]", re.IGNORECASE).search


class ChunkMerger:
    """Follows one connection of HTTP/1.1, and merges the chunks of the event streams on it. All else goes through as it is."""

    __slots__ = ("_head", "_is_first", "_left", "_merges", "_pending")

    def __init__(self) -> None:
        self._head: bytes | None = None  # of the answer that is awaited
        self._merges = False
        self._left = 0  # of the chunk that is being read
        self._pending = b""
        self._is_first: bool = True

    @property
    def expects(self) -> Part:
        """What the server sends next."""
        return "stream" if self._merges else "body" if self._head is None else "head"

    def sent(self, data: bytes) -> None:
        """Take what the client sends."""
        if data.startswith(_REQUEST) and not self._merges:
            self._head = b""

    def received(self, data: bytes) -> bytes:
        """Take what the server sends next, and give what the HTTP library is to see of it: nothing while it is less than a chunk's size."""
        if self._merges:
            return self._merged(data)
        if self._head is None:
            return data
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            if len(self._head) > _LONGEST_HEAD:
                self._head = None
            return data
        head, body = self._head[: end + 2], len(self._head) - end - 4
        self._head = None
        if not (head.startswith(b"HTTP/1.1 200 ") and _chunked(head) and _event_stream(head)):
            return data
        self._merges, self._is_first, self._pending = True, True, b""
        start = len(data) - body
        return data[:start] + self._merged(data[start:])

    def _merged(self, data: bytes) -> bytes:
        if self._pending:
            data, self._pending = self._pending + data, b""
        rest = b""
        left = self._left
        is_first: bool = self._is_first
        pieces, at = ([], 0) if is_first and not left else _whole_chunks(data, left)
        if pieces:
            left, is_first = 0, False
        while True:
            if left:
                piece = data[at : at + left]
                pieces.append(piece)
                at += len(piece)
                left -= len(piece)
                if left:
                    break
                is_first = False
            size = _first_size(data, at) if is_first else _next_size(data, at)
            if size is None:
                rest = self._unfinished(data[at:], is_first)
                break
            left, at = int(size[1], 16), size.end()
            if not left:  # the end, with what may follow it
                self._merges = False
                rest = data[size.start(1) :]
                break
        self._left, self._is_first = left, is_first
        merged = b"".join(pieces)
        return b"%x\r\n%b\r\n%b" % (len(merged), merged, rest) if merged else rest

    def _unfinished(self, line: bytes, is_first: bool) -> bytes:
        """What to give of a line that should tell a chunk's size: nothing while it is not whole; a broken one is left to be refused."""
        after = line if is_first else line[2:]
        if len(line) < _LONGEST_SIZE and b"\n" not in after and (is_first or b"\r\n".startswith(line[:2])):
            self._pending = line
            return b""
        self._merges = False
        return b"?" + line


def _whole_chunks(data: bytes, left: int) -> tuple[list[bytes], int]:
    """The chunks that more chunks follow, and where the line with the size of the next one begins; none where that is not plain to see.

    Args:
        data: What was received.
        left: How many bytes of it are the rest of a chunk.
    """
    first, *rest = _split(data)  # then by turns a size and a chunk
    sizes = [int(size, 16) for size in rest[:-2:2]]
    chunks = rest[1:-2:2]
    # Where all lengths are right, nothing that looked like a size was part of a chunk.
    if not sizes or 0 in sizes or len(first) != left or [len(chunk) for chunk in chunks] != sizes:
        return [], 0
    return [first, *chunks], len(data) - len(rest[-1]) - len(rest[-2]) - 4
