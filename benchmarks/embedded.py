#!/usr/bin/env python3
"""What the embedded Dify can do, so that it is never the bottleneck of a test.

    python benchmarks/embedded.py [ROUNDS]

The time from `DifyServer()` to its first answer, `GET /info` per second over one kept connection, and events per second of one
stream. The server runs in a process of its own, without pauses between the pieces of an answer, and is asked through bare
sockets, which cost next to nothing; medians over the rounds, with their spread.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

REQUESTS = 1000
EVENTS = 10_000

SERVE = """
import sys
from pydify_plus.testing import DifyServer, Quirks
with DifyServer(quirks=Quirks.none(), chunk_delay=0) as server:
    print(server.url.rpartition(":")[2], server.app_key("chat"), flush=True)
    sys.stdin.read()
"""

START = """
import time
from pydify_plus.testing import DifyServer
DifyServer().start().stop()  # with everything imported
begun = time.perf_counter()
with DifyServer():
    print(time.perf_counter() - begun)
"""


@contextmanager
def served() -> Iterator[tuple[socket.socket, str]]:
    """A connection to a server, and the key of its chat app."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is piped
        port, key = process.stdout.readline().split()
        with socket.create_connection(("127.0.0.1", int(port))) as connection:
            yield connection, key


def request_line(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    head = f"{method} /v1{path} HTTP/1.1\r\nHost: dify\r\nAuthorization: Bearer {key}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def requests_per_second(connection: socket.socket, key: str) -> float:
    asked = request_line("GET", "/info", key)
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        connection.sendall(asked)
        answer = b""
        while not answer.endswith(b"}\n"):
            answer += connection.recv(65536)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"an odd answer: {answer!r}")
    return REQUESTS / (time.perf_counter() - begun)


def events_per_second(connection: socket.socket, key: str) -> float:
    body = {"inputs": {}, "query": f"[[chunks:{EVENTS}]]", "user": "benchmark", "response_mode": "streaming"}
    asked = request_line("POST", "/chat-messages", key, json.dumps(body).encode())
    begun = time.perf_counter()
    connection.sendall(asked)
    received = bytearray()
    while not received.endswith(b"0\r\n\r\n"):
        received += connection.recv(1 << 20)
    took = time.perf_counter() - begun
    count = received.count(b'"event":"message"')
    if count < EVENTS:
        raise SystemExit(f"{count} events came, not {EVENTS}")
    return count / took


def told(name: str, values: list[float], unit: str, digits: int = 0) -> None:
    print(
        f"{name:<28} {statistics.median(values):>9,.{digits}f} {unit}   ({min(values):,.{digits}f} to {max(values):,.{digits}f})"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    starts = [
        subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True) for _ in range(rounds)
    ]
    told("start", [float(one.stdout) * 1000 for one in starts], "ms", 1)
    with served() as (connection, key):
        requests_per_second(connection, key)
        told("GET /info, one connection", [requests_per_second(connection, key) for _ in range(rounds)], "requests/s")
        told("one stream", [events_per_second(connection, key) for _ in range(rounds)], "events/s")


if __name__ == "__main__":
    main()
