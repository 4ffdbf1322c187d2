"""A TCP proxy that breaks off the answers of the server behind it, at points counted in bytes of their bodies or in whole events."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Literal, Self

How = Literal["close", "reset", "stall"]
_CLOSED = (ConnectionError, asyncio.IncompleteReadError)


@dataclass(frozen=True)
class Cut:
    """Where and how an answer breaks off.

    Attributes:
        after: How many whole events, or how many bytes of its body, still come.
        unit: Which of the two.
        how: The connection is closed in good order, reset, or kept without another byte.
        absent: Seconds for which the client is kept from coming back.
    """

    after: int
    unit: Literal["events", "bytes"] = "events"
    how: How = "close"
    absent: float = 0.0

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


class CuttingProxy:
    """The proxy, on an event loop in a thread of its own.

    A request names its cuts by the header `x-cuts`: answers to requests of the same name are cut in the order of `plans[name]`, each of
    them once. Others pass. Every connection carries one request.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self.plans: dict[str, list[Cut]] = {}
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself holds them weakly
        self._absent: dict[str, float] = {}
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
            fields = dict(line.partition(": ")[::2] for line in head.decode().lower().split("\r\n")[1:])
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            name = fields.get("x-cuts", "")
            plan = self.plans.get(name, [])
            await asyncio.sleep(self._absent.pop(name, 0.0))
            streams = b"/events" in head.partition(b"\r\n")[0] or head.startswith(b"POST")
            cut = plan.pop(0) if plan and streams else None
            if cut is not None:
                self._absent[name] = cut.absent
            answers, behind = await asyncio.open_connection(*self._target)
            behind.write(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + body)
            await self._pass(answers, reader, writer, cut)
        except (*_CLOSED, asyncio.CancelledError):  # the last when the proxy ends
            pass
        finally:
            for each in (behind, writer):
                if each is not None:
                    each.close()

    async def _pass(
        self, answers: asyncio.StreamReader, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: Cut | None
    ) -> None:
        head = await answers.readuntil(b"\r\n\r\n")
        writer.write(head)
        if cut is None or b"chunked" not in head.lower():
            while data := await answers.read(65536):
                writer.write(data)
                await writer.drain()
            return
        body, passed = b"", 0
        while (size := int(await answers.readuntil(b"\r\n"), 16)) > 0:
            body += (await answers.readexactly(size + 2))[:-2]
            place = cut.place(body)
            piece = body[passed : len(body) if place is None else place]
            if piece:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
                passed += len(piece)
            if place is not None:
                await self._break(reader, writer, cut)
                return
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _break(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: Cut) -> None:
        if cut.how == "stall":
            await reader.read()  # until the client leaves
            return
        if cut.how == "reset":
            # What has been sent must be read before the reset takes it away.
            await asyncio.sleep(0.01)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
