#!/usr/bin/env python3
"""What reading a stream of typed events costs, as a ratio to raw httpx bytes and to httpx-sse with json.loads.

    pip install httpx-sse
    python benchmarks/stream.py [EVENTS [ROUNDS]]

A server in another process sends `message` events, each a chunk of its own as Dify's server does, as fast as it can. Every round reads it
once in each way, so that all ways share the noise; the ratios are medians of those within a round, with their spread.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import httpx
import httpx_sse

from pydify_plus import AsyncClient, Client

TLS = ssl.create_default_context()  # loading certificates takes long, and is not what is measured
IDS = {
    "conversation_id": "5e9bd38e-a7a1-4b1c-9ae6-0d0c43e0a3f4",
    "message_id": "c5df4e0b-4b5f-4c0b-9d1c-2f6a3f3b8f6e",
    "created_at": 1767225600,
    "task_id": "900bbd43-dc0b-4383-a372-aa6e6c414227",
    "id": "663c5084-a254-4040-8ad3-51f2a3c1a77c",
}


def chunk(event: dict[str, object]) -> bytes:
    data = b"data: " + json.dumps(event).encode() + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(data), data)


def serve(events: int) -> None:
    """Answer every request with the stream, on one connection after another."""
    message = chunk({"event": "message", **IDS, "answer": "word ", "from_variable_selector": None})
    end = chunk({"event": "message_end", **IDS, "metadata": {"usage": {}, "retriever_resources": []}, "files": []})
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
        b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    answer = head + message * events + end + b"0\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                request = b""
                while not request.endswith(b"}"):
                    request += connection.recv(65536)
                connection.sendall(answer)


class Ways:
    """The ways to read the stream; each gives the number of events that it saw."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.url = base_url + "/v1/chat-messages"
        self.client = Client(base_url, "app-KEY", user="bench", verify=TLS)
        self.http = httpx.Client(verify=TLS)

    def raw(self) -> int:
        with self.http.stream("POST", self.url, json={}) as response:
            return sum(piece.count(b"\n\n") for piece in response.iter_bytes())

    def sse(self) -> int:
        with httpx_sse.connect_sse(self.http, "POST", self.url, json={}) as source:
            return sum(1 for event in source.iter_sse() if json.loads(event.data))

    def ours(self) -> int:
        return sum(1 for event in self.client.chat.stream_chat_message(query="Hello") if event.event)

    def async_raw(self) -> int:
        async def read() -> int:
            count = 0
            async with httpx.AsyncClient(verify=TLS) as http, http.stream("POST", self.url, json={}) as response:
                async for piece in response.aiter_bytes():
                    count += piece.count(b"\n\n")
            return count

        return asyncio.run(read())

    def async_sse(self) -> int:
        async def read() -> int:
            count = 0
            async with (
                httpx.AsyncClient(verify=TLS) as http,
                httpx_sse.aconnect_sse(http, "POST", self.url, json={}) as source,
            ):
                async for event in source.aiter_sse():
                    count += bool(json.loads(event.data))
            return count

        return asyncio.run(read())

    def async_ours(self) -> int:
        async def read() -> int:
            count = 0
            async with AsyncClient(self.base_url, "app-KEY", user="bench", verify=TLS) as client:
                async for event in client.chat.stream_chat_message(query="Hello"):
                    count += bool(event.event)
            return count

        return asyncio.run(read())


def seconds(way: Callable[[], int], events: int) -> float:
    started = time.perf_counter()
    seen = way()
    taken = time.perf_counter() - started
    if seen != events + 1:
        raise SystemExit(f"{way.__name__} saw {seen} events of {events + 1}")
    return taken


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(events)], stdout=subprocess.PIPE, text=True)
    try:
        measure(Ways(f"http://127.0.0.1:{port_of(server)}"), events, rounds)
    finally:
        server.kill()
        server.wait()


def port_of(server: subprocess.Popen[str]) -> int:
    return int(server.stdout.readline()) if server.stdout else 0


def measure(ways: Ways, events: int, rounds: int) -> None:
    for world, raw, sse, ours in (
        ("sync", ways.raw, ways.sse, ways.ours),
        ("async", ways.async_raw, ways.async_sse, ways.async_ours),
    ):
        taken = [[seconds(way, events) for way in (raw, sse, ours)] for _ in range(rounds + 1)][1:]
        each = " / ".join(f"{statistics.median(way) * 1e6 / events:.1f}" for way in zip(*taken, strict=True))
        print(
            f"{world}: {events} events, {rounds} rounds; µs an event: {each} (raw bytes / httpx-sse + json.loads / typed)"
        )
        for name, base in (("raw bytes", 0), ("httpx-sse + json.loads", 1)):
            ratios = [times[2] / times[base] for times in taken]
            print(f"  typed / {name:22}  × {statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
