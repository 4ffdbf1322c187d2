"""Servers that misbehave: each connection is given to a function, with the bytes of the request that came over it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from typing import Self

Answer = Callable[["Connection"], None]


class Connection:
    """One connection and the request on it.

    Attributes:
        request: The bytes that were received: the whole head, and the body as far as its length was told.
        sent: How many bytes of an answer have been sent.
    """

    def __init__(self, peer: socket.socket, request: bytes) -> None:
        self._peer = peer
        self.request = request
        self.sent = 0

    @property
    def headers(self) -> dict[str, str]:
        """The headers, names in lower case."""
        lines = self.request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    def send(self, data: bytes) -> None:
        self._peer.sendall(data)
        self.sent += len(data)

    def answer(self, status: str, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer, after which the connection is closed."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        told = {"content-type": "application/json", "content-length": str(len(body)), "connection": "close", **given}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self.send(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body)


class Server:
    """Listens on loopback.

    Attributes:
        connections: Those that brought a request, in order.
        url: Its address.
    """

    def __init__(self, answer: Answer, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._answer = answer
        self._tls = tls
        self._over = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.connections: list[Connection] = []
        self.url = f"{'https' if tls else 'http'}://{host}:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        socket.create_connection(self._socket.getsockname()).close()  # wakes the thread
        for thread in [self._thread, *self._threads]:
            thread.join(10)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            peer, _ = self._socket.accept()
            if self._over:
                peer.close()
                return
            thread = threading.Thread(target=self._serve, args=(peer,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: socket.socket) -> None:
        with peer:
            peer.settimeout(10)
            try:
                if self._tls is not None:
                    peer = self._tls.wrap_socket(peer, server_side=True)
                request = _request_on(peer)
                if request:
                    connection = Connection(peer, request)
                    self.connections.append(connection)
                    self._answer(connection)
                if self._tls is not None:
                    peer.close()
            except OSError:
                pass  # the client is gone


def _request_on(peer: socket.socket) -> bytes:
    """What comes until the body is as long as the head says, or the other side has nothing more to say."""
    received = b""
    while True:
        head, found, body = received.partition(b"\r\n\r\n")
        if found:
            lengths = [
                line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
            ]
            chunked = b"transfer-encoding: chunked" in head.lower()
            if body.endswith(b"0\r\n\r\n") if chunked else len(body) >= int(lengths[0]) if lengths else True:
                return received
        more = peer.recv(65536)
        if not more:
            return received
        received += more


def ok(connection: Connection) -> None:
    """Answers as an app of no features would."""
    connection.answer("200 OK", b'{"name": "Helper", "mode": "chat", "id": "f-1", "data": [], "has_more": false}')
