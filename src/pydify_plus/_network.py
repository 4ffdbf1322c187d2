"""The network beneath an own httpx client: httpcore's, in fewer and larger pieces, with connections handed out quickly."""

from __future__ import annotations

from typing import Any

from httpcore import AsyncNetworkBackend, AsyncNetworkStream, NetworkBackend, NetworkStream

from pydify_plus._core.chunked import ChunkMerger
from pydify_plus._core.pieces import ReadSize, RequestJoiner

from ._pool import hand_out_quickly


def make_quick(http: Any) -> None:
    """Let an httpx client send and read in larger pieces, and find connections sooner. An inside that is not the known one stays."""
    transports: list[Any] = [getattr(http, "_transport", None), *getattr(http, "_mounts", {}).values()]
    for transport in transports:
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        hand_out_quickly(pool)
        if isinstance(backend, NetworkBackend):
            pool._network_backend = _Backend(backend)
        elif isinstance(backend, AsyncNetworkBackend):
            pool._network_backend = _AsyncBackend(backend)


class _Backend(NetworkBackend):
    def __init__(self, beneath: NetworkBackend) -> None:
        self._beneath = beneath

    def sleep(self, seconds: float) -> None:
        self._beneath.sleep(seconds)

    def connect_tcp(self, *arguments: Any, **keywords: Any) -> NetworkStream:
        return _Stream(self._beneath.connect_tcp(*arguments, **keywords))

    def connect_unix_socket(self, *arguments: Any, **keywords: Any) -> NetworkStream:
        return _Stream(self._beneath.connect_unix_socket(*arguments, **keywords))


class _Stream(NetworkStream):
    def __init__(self, beneath: NetworkStream) -> None:
        self._beneath = beneath
        self._merger = ChunkMerger()
        self._joiner = RequestJoiner()
        self._size = ReadSize()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if held := self._joiner.rest():
            self._beneath.write(held, timeout)
        while True:
            size = self._size.next(max_bytes, self._merger.expects)
            data = self._beneath.read(size, timeout)
            self._size.came(len(data))
            seen = self._merger.received(data)
            if seen or not data:
                return seen

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._merger.sent(buffer)
        if ready := self._joiner.joined(buffer):
            self._beneath.write(ready, timeout)

    def close(self) -> None:
        self._beneath.close()

    def start_tls(self, *arguments: Any, **keywords: Any) -> NetworkStream:
        return _Stream(self._beneath.start_tls(*arguments, **keywords))

    def get_extra_info(self, info: str) -> Any:
        return self._beneath.get_extra_info(info)


class _AsyncBackend(AsyncNetworkBackend):
    def __init__(self, beneath: AsyncNetworkBackend) -> None:
        self._beneath = beneath

    async def sleep(self, seconds: float) -> None:
        await self._beneath.sleep(seconds)

    async def connect_tcp(self, *arguments: Any, **keywords: Any) -> AsyncNetworkStream:
        return _AsyncStream(await self._beneath.connect_tcp(*arguments, **keywords))

    async def connect_unix_socket(self, *arguments: Any, **keywords: Any) -> AsyncNetworkStream:
        return _AsyncStream(await self._beneath.connect_unix_socket(*arguments, **keywords))


class _AsyncStream(AsyncNetworkStream):
    def __init__(self, beneath: AsyncNetworkStream) -> None:
        self._beneath = beneath
        self._merger = ChunkMerger()
        self._joiner = RequestJoiner()
        self._size = ReadSize()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        if held := self._joiner.rest():
            await self._beneath.write(held, timeout)
        while True:
            size = self._size.next(max_bytes, self._merger.expects)
            data = await self._beneath.read(size, timeout)
            self._size.came(len(data))
            seen = self._merger.received(data)
            if seen or not data:
                return seen

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._merger.sent(buffer)
        if ready := self._joiner.joined(buffer):
            await self._beneath.write(ready, timeout)

    async def aclose(self) -> None:
        await self._beneath.aclose()

    async def start_tls(self, *arguments: Any, **keywords: Any) -> AsyncNetworkStream:
        return _AsyncStream(await self._beneath.start_tls(*arguments, **keywords))

    def get_extra_info(self, info: str) -> Any:
        return self._beneath.get_extra_info(info)
