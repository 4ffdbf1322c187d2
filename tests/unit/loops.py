"""The same test for `Client`, and for `AsyncClient` on asyncio and on trio."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Literal

import anyio

from pydify_plus import AsyncClient, Client

Name = Literal["sync", "asyncio", "trio"]


class Loop:
    """Runs a test that is written as async code, and reads streams as its world does.

    With `Client` nothing is ever waited for: what a test awaits is there already.
    """

    def __init__(self, name: Name) -> None:
        self.name = name
        self.is_sync = name == "sync"

    def run(self, test: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What the test returns."""
        if self.name == "trio":
            import trio

            return trio.run(test)
        if self.name == "asyncio":
            return asyncio.run(test())
        coroutine = test()
        try:
            coroutine.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("the test waits for something")

    @asynccontextmanager
    async def client(self, base_url: str, **options: Any) -> AsyncIterator[Any]:
        options = {"api_key": "app-KEY", "user": "alice", "retries": 0, **options}
        client: Any = Client(base_url, **options) if self.is_sync else AsyncClient(base_url, **options)
        try:
            yield client
        finally:
            await self.close(client)

    async def close(self, thing: Any) -> None:
        await self.get(thing.close() if self.is_sync else thing.aclose())

    async def get(self, value: Any) -> Any:
        """What a method's result becomes."""
        return await value if inspect.isawaitable(value) else value

    async def next(self, stream: Any) -> Any:
        return next(stream) if self.is_sync else await anext(stream)

    async def take(self, events: Any, count: int | None = None) -> list[Any]:
        """The next things that a loop gives, which is left after `count` of them."""
        taken: list[Any] = []
        if count == 0:
            return taken
        if self.is_sync:
            for event in events:
                taken.append(event)
                if len(taken) == count:
                    break
        else:
            async for event in events:
                taken.append(event)
                if len(taken) == count:
                    break
        return taken

    @asynccontextmanager
    async def within(self, stream: Any) -> AsyncIterator[Any]:
        """Use the stream as a context manager."""
        if self.is_sync:
            with stream:
                yield stream
        else:
            async with stream:
                yield stream

    async def sleep(self, seconds: float) -> None:
        if self.is_sync:
            time.sleep(seconds)
        else:
            await anyio.sleep(seconds)
