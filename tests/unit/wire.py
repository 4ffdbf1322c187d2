"""A server on a real socket that keeps what it is sent, and reads multipart bodies with another parser than the client's."""

from __future__ import annotations

import io
import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from python_multipart.multipart import parse_form


class Upload(NamedTuple):
    """One file of a form."""

    name: str
    content_type: str
    content: bytes


class Received(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str | Upload]:
        """The parts of a multipart body."""
        return form_of(self.headers["content-type"], self.body)


def form_of(content_type: str, body: bytes) -> dict[str, str | Upload]:
    """The parts of a multipart body by their names."""
    parts: dict[str, str | Upload] = {}

    def field(part: Any) -> None:
        parts[part.field_name.decode()] = part.value.decode()

    def file(part: Any) -> None:
        part.file_object.seek(0)
        parts[part.field_name.decode()] = Upload(part.file_name.decode(), part.content_type, part.file_object.read())
        part.close()

    parse_form({"Content-Type": content_type.encode()}, io.BytesIO(body), field, file)
    return parts


class Wire:
    """The server. Each request gets the next of the answers: a status and JSON.

    Attributes:
        base_url: Its URL for a client.
        received: The requests so far.
    """

    def __init__(self, *answers: tuple[int, Any]) -> None:
        self._answers = deque(answers)
        self.received: list[Received] = []
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                wire.received.append(Received(self.command, self.path, headers, self._read()))
                status, answer = wire._answers.popleft()
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PATCH = do_GET = handle_any

            def _read(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                pieces: list[bytes] = []
                while size := int(self.rfile.readline(), 16):
                    pieces.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(pieces)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
