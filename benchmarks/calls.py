#!/usr/bin/env python3
"""What a call costs, as a ratio to the HTTP library beneath it.

    python benchmarks/calls.py [ROUNDS]

`GET /info` and a list of 100 typed datasets with `Client` beside httpx; and `GET /info` with `AsyncClient`, 50 calls in flight, beside
httpx, httpx2 and httpx over aiohttp, each given as `http_client`. A server in another process answers what a real Dify answered.

The two sides take turns in small batches, so that they share the noise. The ratios are medians over the rounds, with their spread: of the
time, and of this process's CPU time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
from httpx_aiohttp import HttpxAiohttpClient

from pydify_plus import AsyncClient, Client

RECORDINGS = Path(__file__).parent.parent / "tests" / "recordings"
KEY = "app-KEY"
HEADERS = {"Authorization": f"Bearer {KEY}"}
IN_FLIGHT = 50
BATCH = 500
TURNS = 10

Round = tuple[list[float], list[float]]
"""The seconds of both sides, and their seconds of CPU time."""

ENGINES: dict[str, Callable[..., Any]] = {
    "httpx": httpx.AsyncClient,
    "httpx2": httpx2.AsyncClient,
    "aiohttp": HttpxAiohttpClient,
}


def recorded(name: str) -> Any:
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))["response"]["json"]


def answers() -> dict[bytes, bytes]:
    """What the server answers, by the path."""
    datasets = recorded("406-listDatasets-ok")
    datasets["data"] = (datasets["data"] * 100)[:100]
    found: dict[bytes, bytes] = {}
    for path, answer in ((b"/v1/info", recorded("013-getChatAppInfo-ok-chat")), (b"/v1/datasets", datasets)):
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-version: 1.14.2\r\ncontent-length: {len(body)}\r\n\r\n"
        found[path] = head.encode() + body
    return found


class Clock:
    """Adds up what the batches of a round take."""

    def __init__(self) -> None:
        self.round: Round = ([0.0, 0.0], [0.0, 0.0])

    @contextmanager
    def of(self, side: int) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.round[0][side] += time.perf_counter() - wall
        self.round[1][side] += time.process_time() - cpu


class Answering(asyncio.Protocol):
    ANSWERS = answers()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            self.transport.write(self.ANSWERS[head.split(b" ", 2)[1].partition(b"?")[0]])


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=200)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def one_by_one(url: str) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """The synchronous calls, each with what it is compared to."""
    http, client = httpx.Client(headers=HEADERS), Client(url, KEY)

    def raw_list() -> list[str]:
        response = http.get(f"{url}/datasets", params={"page": 1, "limit": 100})
        return [dataset["name"] for dataset in response.raise_for_status().json()["data"]]

    return {
        "GET /info": (
            lambda: http.get(f"{url}/info").raise_for_status().json()["name"],
            lambda: client.app_config.get_app_basic_info().name,
        ),
        "100 datasets": (
            raw_list,
            lambda: [dataset.name for dataset in client.dataset.list_datasets(page=1, limit=100).data],
        ),
    }


async def at_once(call: Callable[[], Awaitable[Any]]) -> None:
    """Make a batch of calls, `IN_FLIGHT` at a time."""
    left = iter(range(BATCH))

    async def work() -> None:
        for _ in left:
            await call()

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


async def in_flight(url: str, engine: str, rounds: int) -> list[Round]:
    async with ENGINES[engine](headers=HEADERS) as bare, ENGINES[engine]() as http:
        client = AsyncClient(url, KEY, http_client=http)

        async def raw() -> Any:
            return (await bare.get(f"{url}/info")).raise_for_status().json()["name"]

        async def ours() -> Any:
            return (await client.app_config.get_app_basic_info()).name

        found: list[Round] = []
        for _ in range(rounds):
            clock = Clock()
            for _ in range(TURNS):
                for side, call in enumerate((raw, ours)):
                    with clock.of(side):
                        await at_once(call)
            found.append(clock.round)
        return found


def alternating(raw: Callable[[], Any], ours: Callable[[], Any], rounds: int) -> list[Round]:
    found: list[Round] = []
    for _ in range(rounds):
        clock = Clock()
        for _ in range(TURNS):
            for side, call in enumerate((raw, ours)):
                with clock.of(side):
                    for _ in range(BATCH // IN_FLIGHT):
                        call()
        found.append(clock.round)
    return found


def tell(name: str, rounds: list[Round], calls: int) -> None:
    base, ours = (statistics.median(wall[side] for wall, _ in rounds) / (TURNS * calls) * 1e6 for side in (0, 1))
    print(f"{name:22}{base:6.0f} / {ours:4.0f} µs", end="")
    for kind, label in enumerate(("time", "CPU")):
        ratios = [each[kind][1] / each[kind][0] for each in rounds]
        print(f"   {label} × {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", end="")
    print()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1" if server.stdout else ""
        print(f"{rounds} rounds; bare / pydify_plus per call, and the ratio of the two")
        for name, (raw, ours) in one_by_one(url).items():
            tell(name, alternating(raw, ours, rounds), BATCH // IN_FLIGHT)
        for engine in ENGINES:
            tell(f"{IN_FLIGHT} in flight, {engine}", asyncio.run(in_flight(url, engine, rounds)), BATCH)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        asyncio.run(serve())
    else:
        main()
