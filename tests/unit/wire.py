"""A server on a real socket that keeps what it is sent, and reads multipart bodies with another parser than the client's."""

from __future__ import annotations

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from python_multipart.multipart import MultipartParser, parse_options_header


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
    headers: dict[str, bytes] = {}
    name, value, content = bytearray(), bytearray(), bytearray()

    def begin() -> None:
        headers.clear()
        content.clear()

    def header() -> None:
        headers[name.decode().lower()] = bytes(value)
        name.clear()
        value.clear()

    def end() -> None:
        _, given = parse_options_header(headers["content-disposition"])
        field = given[b"name"].decode()
        if b"filename" in given:
            parts[field] = Upload(given[b"filename"].decode(), headers["content-type"].decode(), bytes(content))
        else:
            parts[field] = content.decode()

    parser = MultipartParser(
        parse_options_header(content_type)[1][b"boundary"],
        {
            "on_part_begin": begin,
            "on_header_field": lambda data, start, end: name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": header,
            "on_part_data": lambda data, start, end: content.extend(data[start:end]),
            "on_part_end": end,
        },
    )
    parser.write(body)
    parser.finalize()
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
