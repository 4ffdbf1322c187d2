"""A TCP proxy that breaks off the streams of the server behind it, at points counted in bytes of their bodies or in whole events."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal, Self

How = Literal["close", "reset", "stall", "slow"]
_CLOSED = (ConnectionError, asyncio.IncompleteReadError)
_SLOW = 0.15
_REMEMBERED = 20_000
_AROUND = 150
"""The bytes before a break, and after it, that come in pieces."""


@dataclass(frozen=True)
class Cut:
    """Where and how a stream breaks off.

    Attributes:
        after: How many whole events, or how many bytes of its body, still come.
        unit: Which of the two.
        how: The connection is closed in good order, reset, kept without another byte, or goes on after a silence.
        absent: Seconds for which the client is kept from coming back.
        piece: The bytes around the break come in pieces of so many, each in a chunk of its own; 0 for chunks as they are.
    """

    after: int
    unit: Literal["events", "bytes"] = "events"
    how: How = "close"
    absent: float = 0.0
    piece: int = 0

    def place(self, body: bytes) -> int | None:
        """How many bytes of a body so far may pass; None while all of them."""
        if self.unit == "bytes":
            return self.after if len(body) >= self.after else None
        end = 0
        for _ in range(self.after):
            end = body.find(b"\n\n", end) + 2
            if end == 1:
                return None
        return end

    def pieces(self, data: bytes, passed: int) -> Iterator[bytes]:
        """The pieces in which bytes are sent that follow on so many others."""
        near, beyond = (max(0, self.after + side - passed) for side in (-_AROUND, _AROUND)) if self.piece else (0, 0)
        for start in range(near, min(beyond, len(data)), self.piece or 1):
            if start == near > 0:
                yield data[:near]
            yield data[start : min(start + self.piece, beyond)]
        if rest := data[beyond:] if near < len(data) else data:
            yield rest


def header(name: str, plan: list[Cut]) -> dict[str, str]:
    """The header by which a request has its streams cut: those of the same name in the order of the plan, each cut once.

    Args:
        name: Names the requests that belong together.
        plan: What happens to the first stream, to the one that follows, and so on.
    """
    return {"x-cuts": json.dumps([name, [asdict(cut) for cut in plan]])}


class CuttingProxy:
    """The proxy, on an event loop in a thread of its own. Every connection carries one request; only event streams are cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._done: OrderedDict[str, int] = OrderedDict()
        self._absent: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself holds them weakly
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=500), self._loop
        ).result()
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            self._server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind: asyncio.StreamWriter | None = None
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
            fields = {name.lower(): value for name, _, value in lines}
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            name, plan = json.loads(fields.get("x-cuts", '["", []]'))
            await asyncio.sleep(self._absent.pop(name, 0.0))
            answers, behind = await asyncio.open_connection(*self._target)
            behind.write(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + body)
            await self._pass(answers, reader, writer, name, [Cut(**cut) for cut in plan])
        except (*_CLOSED, asyncio.CancelledError):  # the last when the proxy ends
            pass
        finally:
            for each in (behind, writer):
                if each is not None:
                    each.close()

    def _next_cut(self, name: str, plan: list[Cut]) -> Cut | None:
        done = self._done.setdefault(name, 0)
        self._done[name] += 1
        if len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
        if done >= len(plan):
            return None
        self._absent[name] = plan[done].absent
        return plan[done]

    async def _pass(
        self,
        answers: asyncio.StreamReader,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        name: str,
        plan: list[Cut],
    ) -> None:
        head = await answers.readuntil(b"\r\n\r\n")
        writer.write(head)
        cut = self._next_cut(name, plan) if b"text/event-stream" in head.lower() else None
        if cut is None:
            while data := await answers.read(65536):
                writer.write(data)
                await writer.drain()
            return
        body, passed, place = b"", 0, cut.place(b"")
        if place == 0:
            await writer.drain()
        while place is None and (size := int(await answers.readuntil(b"\r\n"), 16)) > 0:
            body += (await answers.readexactly(size + 2))[:-2]
            place = cut.place(body)
            await self._send(writer, body[passed : len(body) if place is None else place], cut, passed)
            passed = len(body) if place is None else place
        if place is not None and cut.how != "slow":
            await self._break(reader, writer, cut)
            return
        if place is not None:
            await asyncio.sleep(_SLOW)
            await self._send(writer, body[passed:], cut, passed)
            passed = len(body)
            while (size := int(await answers.readuntil(b"\r\n"), 16)) > 0:
                await self._send(writer, (await answers.readexactly(size + 2))[:-2], cut, passed)
                passed += size
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _send(self, writer: asyncio.StreamWriter, data: bytes, cut: Cut, passed: int) -> None:
        for part in cut.pieces(data, passed):
            writer.write(b"%x\r\n%b\r\n" % (len(part), part))
            await writer.drain()
            if cut.piece:
                await asyncio.sleep(0)

    async def _break(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: Cut) -> None:
        if cut.how == "stall":
            await reader.read()  # until the client leaves
            return
        if cut.how == "reset":
            # What has been sent must be read before the reset takes it away.
            await asyncio.sleep(0.01)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
