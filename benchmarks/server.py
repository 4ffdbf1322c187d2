"""The server that every client is measured against: it answers what a real Dify answered, as fast as it can.

It runs in a process of its own and prints its port. What is asked for in `inputs` or in the query decides how much comes:
`{"events": 20000}` of a streamed message, `?limit=100` of the knowledge bases, `?bytes=1000` of a file.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

RECORDINGS = Path(__file__).parent.parent / "tests" / "recordings"
BLOCK = 200
"""How many events are handed to the socket at once; each is a chunk of its own, as Dify sends them."""

STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"
IDS = {
    "conversation_id": "5e9bd38e-a7a1-4b1c-9ae6-0d0c43e0a3f4",
    "message_id": "c5df4e0b-4b5f-4c0b-9d1c-2f6a3f3b8f6e",
    "created_at": 1767225600,
    "task_id": "900bbd43-dc0b-4383-a372-aa6e6c414227",
    "id": "c5df4e0b-4b5f-4c0b-9d1c-2f6a3f3b8f6e",
}


def recorded(name: str) -> Any:
    """The answer of an exchange; of a stream, its last event."""
    response = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))["response"]
    return response["json"] if "json" in response else json.loads(response["text"].strip().rpartition("\n\ndata: ")[2])


def answer(value: Any, status: str = "200 OK") -> bytes:
    body = json.dumps(value).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-version: 1.14.2\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def chunk(event: dict[str, Any]) -> bytes:
    data = b"data: " + json.dumps(event).encode() + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(data), data)


CHAT = answer(recorded("058-sendChatMessage-ok-chat-null-conversation-id"))
INFO = answer(recorded("013-getChatAppInfo-ok-chat"))
DATASETS = recorded("406-listDatasets-ok")
FILE = answer(recorded("038-uploadChatFile-ok-png"), "201 CREATED")
DOCUMENT = answer(recorded("442-createDocumentFromFile-ok"))
MESSAGE = chunk({"event": "message", **IDS, "answer": "word ", "from_variable_selector": None})
MESSAGE_END = chunk({**recorded("055-sendChatMessage-ok-chat-streaming"), **IDS})


def stream(events: int) -> Iterator[bytes]:
    """The answer of that many events; the last of them ends it."""
    blocks, rest = divmod(events - 1, BLOCK)
    yield STREAM_HEAD
    yield from repeat(MESSAGE * BLOCK, blocks)
    yield MESSAGE * rest + MESSAGE_END + b"0\r\n\r\n"


def download(size: int) -> Iterator[bytes]:
    yield f"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {size}\r\n\r\n".encode()
    blocks, rest = divmod(size, 1 << 16)
    yield from repeat(bytes(1 << 16), blocks)
    yield bytes(rest)


def listed(limit: int) -> bytes:
    data = (DATASETS["data"] * (limit // len(DATASETS["data"]) + 1))[:limit]
    return answer({**DATASETS, "data": data, "limit": limit, "total": limit, "has_more": False})


class Connection(asyncio.Protocol):
    """One connection: a request, its answer, and the next."""

    lists: dict[int, bytes] = {}  # noqa: RUF012 - shared by all

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._received = bytearray()
        self._head: str | None = None
        self._body = b""
        self._left = 0
        self._is_chunked = self._is_paused = False
        self._blocks: Iterator[bytes] = iter(())

    def data_received(self, data: bytes) -> None:
        if self._head is None:
            self._received += data
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            self._head, data = self._received[:end].decode("latin-1"), bytes(self._received[end + 4 :])
            self._received.clear()
            self._body = b""
            headers = self._head.lower()
            self._is_chunked = "\r\ntransfer-encoding: chunked" in headers
            _, _, length = headers.partition("\r\ncontent-length: ")
            self._left = int(length.partition("\r\n")[0] or 0)
        self._left -= len(data)
        if len(self._body) < 1 << 16:  # of an upload nobody wants more
            self._body += data
        if self._is_chunked:
            self._received = bytearray((bytes(self._received) + data)[-5:])
            if self._received != b"0\r\n\r\n":
                return
            self._received.clear()
        elif self._left > 0:
            return
        head, self._head = self._head, None
        self._blocks = self._answer(head)
        self.resume_writing()

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        for block in self._blocks:
            self._transport.write(block)
            if self._is_paused:
                return

    def _answer(self, head: str) -> Iterator[bytes]:
        method, target, _ = head.split(" ", 2)
        path, _, query = target.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path.endswith("/info"):
            return iter((INFO,))
        if path.endswith("/datasets"):
            limit = int(asked.get("limit", 20))
            if limit not in self.lists:
                self.lists[limit] = listed(limit)
            return iter((self.lists[limit],))
        if path.endswith("/chat-messages"):
            body = json.loads(self._body)
            if body["response_mode"] == "streaming":
                return stream(int(body["inputs"].get("events", 20)))
            return iter((CHAT,))
        if path.endswith("/files/upload"):
            return iter((FILE,))
        if path.endswith(("/create-by-file", "/create_by_file")):
            return iter((DOCUMENT,))
        if path.endswith("/preview"):
            return download(int(path.split("/")[-2]))
        return iter((answer({"code": "not_found", "message": f"{method} {path}", "status": 404}, "404 NOT FOUND"),))


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
