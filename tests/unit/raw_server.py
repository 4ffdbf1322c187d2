"""A server that sends given bytes in given pieces, and then keeps, closes, resets or holds open the connection."""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

PING = b"event: ping\n\n"

Pieces = Iterable[bytes | float]
"""Bytes to send, and numbers of seconds to wait in between."""
Then = Literal["keep", "close", "reset", "hold"]


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What a client gets: everything from the status line on, and what becomes of the connection after it."""

    pieces: Pieces
    then: Then = "keep"


@dataclass(frozen=True)
class Chunks:
    """An answer's head, and its body in chunks, one for each piece."""

    head: bytes
    body: Pieces
    whole: bool

    def __iter__(self) -> Iterator[bytes | float]:
        yield self.head
        for piece in self.body:
            yield b"%x\r\n%b\r\n" % (len(piece), piece) if isinstance(piece, bytes) else piece
        if self.whole:
            yield b"0\r\n\r\n"


def answer(
    body: Pieces,
    content_type: str = "text/event-stream; charset=utf-8",
    *headers: str,
    then: Then = "keep",
) -> Answer:
    """An answer in chunks; its end is said before a `keep`."""
    lines = ("HTTP/1.1 200 OK", f"content-type: {content_type}", *headers, "transfer-encoding: chunked", "", "")
    return Answer(Chunks("\r\n".join(lines).encode(), body, then == "keep"), then)


def stream(*body: bytes | float, then: Then = "keep") -> Answer:
    """An event stream."""
    return answer(body, then=then)


def frame(event: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"


@dataclass
class RawServer:
    """The server. A request gets what `respond` makes of it, else the next answer that was added.

    Attributes:
        requests: Those that came.
        accepted: How many connections were made.
        left: How many of them the client has closed before its request, while it was answered, or while it was held.
    """

    respond: Callable[[Request], Answer] | None = None
    requests: list[Request] = field(default_factory=list)
    accepted: int = 0
    left: int = 0

    def __post_init__(self) -> None:
        self._answers: deque[Answer] = deque()
        self._changed = threading.Condition()
        self._connections: list[socket.socket] = []

    def add(self, *answers: Answer) -> None:
        self._answers.extend(answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def has_been_left(self, times: int = 1, within: float = 5.0) -> bool:
        """Wait until the client has closed that many connections."""
        with self._changed:
            return self._changed.wait_for(lambda: self.left >= times, within)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            self.accepted += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                asked = 0
                while request := _read(connection):
                    asked += 1
                    if not self._answer(connection, request):
                        return
                if not asked:
                    raise ConnectionError
            except OSError:
                with self._changed:
                    self.left += 1
                    self._changed.notify_all()

    def _answer(self, connection: socket.socket, request: Request) -> bool:
        """Answer one request; False when no other one can follow."""
        self.requests.append(request)
        answer = self.respond(request) if self.respond else self._answers.popleft()
        for piece in answer.pieces:
            if isinstance(piece, bytes):
                connection.sendall(piece)
            elif _closes_within(connection, piece):
                raise ConnectionError
        if answer.then == "hold":
            _closes_within(connection, None)
            raise ConnectionError
        if answer.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return answer.then == "keep"


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    line, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _ = line.split(" ")
    return Request(method, target, headers, body)


def _closes_within(connection: socket.socket, seconds: float | None) -> bool:
    """Wait; True as soon as the client closes."""
    end = None if seconds is None else time.monotonic() + seconds
    while True:
        left = None if end is None else max(0.0, end - time.monotonic())
        if not select.select([connection], [], [], left)[0]:
            return False
        if not connection.recv(65536):
            return True
