"""The network beneath an own httpx client: httpcore's, with the chunks of event streams merged and connections handed out quickly."""

from __future__ import annotations

from typing import Any

from httpcore import AsyncNetworkBackend, AsyncNetworkStream, NetworkBackend, NetworkStream

from pydify_plus._core.chunked import ChunkMerger

from ._pool import hand_out_quickly


def make_quick(http: Any) -> None:
    """Let an httpx client read event streams in larger chunks, and find connections sooner. An inside that is not the known one stays."""
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

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            data = self._beneath.read(max_bytes, timeout)
            seen = self._merger.received(data)
            if seen or not data:
                return seen

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._merger.sent(buffer)
        self._beneath.write(buffer, timeout)

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

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        while True:
            data = await self._beneath.read(max_bytes, timeout)
            seen = self._merger.received(data)
            if seen or not data:
                return seen

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._merger.sent(buffer)
        await self._beneath.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._beneath.aclose()

    async def start_tls(self, *arguments: Any, **keywords: Any) -> AsyncNetworkStream:
        return _AsyncStream(await self._beneath.start_tls(*arguments, **keywords))

    def get_extra_info(self, info: str) -> Any:
        return self._beneath.get_extra_info(info)
