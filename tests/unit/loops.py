"""The same test for `Client`, and for `AsyncClient` on asyncio and on trio."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

import anyio

from pydify_plus import AsyncClient, Client

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, Any]]
Name = Literal["sync", "asyncio", "trio"]

_AT_A_TIME = 16


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
        return _at_once(test())

    @asynccontextmanager
    async def client(self, base_url: str, **options: Any) -> AsyncIterator[Any]:
        options = {"api_key": "app-KEY", "user": "alice", "retries": 0, **options}
        if "http_client" not in options:
            options["verify"] = False  # loading certificates takes long
        client: Any = Client(base_url, **options) if self.is_sync else AsyncClient(base_url, **options)
        try:
            yield client
        finally:
            await self.close(client)

    async def close(self, thing: Any) -> None:
        await self.get(thing.close() if self.is_sync else thing.aclose())

    async def each(
        self, items: Iterable[T], work: Callable[[T], Coroutine[Any, Any, None]], at_a_time: int = _AT_A_TIME
    ) -> None:
        """Do the work for each of the items, several at a time."""
        if self.is_sync:
            with ThreadPoolExecutor(at_a_time) as threads:
                for _ in threads.map(lambda item: _at_once(work(item)), items):
                    pass
            return
        slots = anyio.Semaphore(at_a_time)

        async def one(item: T) -> None:
            async with slots:
                await work(item)

        async with anyio.create_task_group() as tasks:
            for item in items:
                tasks.start_soon(one, item)

    async def while_running(self, other: Work, work: Work) -> None:
        """Do some work, and other work a little later, in a thread or task of its own."""
        if self.is_sync:
            timer = threading.Timer(0.2, lambda: _at_once(other()))
            timer.start()
            try:
                await work()
            finally:
                timer.join()
            return
        problems: list[Exception] = []

        async def one() -> None:
            try:
                await work()
            except Exception as problem:
                problems.append(problem)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(one)
            await anyio.sleep(0.2)
            await other()
        for problem in problems:
            raise problem

    async def get(self, value: Any) -> Any:
        """What a method's result becomes."""
        return await value if inspect.isawaitable(value) else value

    def iterator(self, events: Any) -> Any:
        return iter(events) if self.is_sync else aiter(events)

    async def next(self, stream: Any) -> Any:
        return next(stream) if self.is_sync else await anext(stream)

    async def take(self, events: Any, count: int | None = None, into: list[Any] | None = None) -> list[Any]:
        """The next things that a loop gives, which is left after `count` of them; with `into` they are there whatever happens."""
        taken = [] if into is None else into
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

    async def skip(self, stream: Any, count: int) -> None:
        """Read as many events, and keep none."""
        for _ in range(count):
            await self.next(stream)

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
        await self.get(time.sleep(seconds) if self.is_sync else anyio.sleep(seconds))  # noqa: ASYNC251


def _at_once(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("there is something to wait for")
