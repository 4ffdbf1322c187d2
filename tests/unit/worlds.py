"""The same test for `Client` and `AsyncClient`."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import ExitStack
from typing import Any, Literal, Self

import httpx

from pydify_plus import AsyncClient, Client

BASE_URL = "http://dify.test/v1"


class World:
    """Makes clients of one kind, closes them at its end, and waits for what they return.

    Attributes:
        kind: The class of its clients.
        module: The name of the module that sends its calls.
    """

    def __init__(self, name: Literal["sync", "async"]) -> None:
        self.name = name
        self.kind: Any = Client if name == "sync" else AsyncClient
        self.module = f"pydify_plus._{name}.caller"
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._runner = self._open.enter_context(asyncio.Runner())
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def client(self, base_url: str | None = BASE_URL, api_key: Any = "app-KEY", **options: Any) -> Any:
        """A client that is closed at the end."""
        client = self.kind(base_url, api_key, **options)
        self._open.callback(self.close, client)
        return client

    def http(self, transport: httpx.MockTransport | None = None, **options: Any) -> Any:
        """An httpx client that is closed at the end."""
        http: Any = (httpx.Client if self.name == "sync" else httpx.AsyncClient)(transport=transport, **options)
        self._open.callback(lambda: self.wait(http.close() if self.name == "sync" else http.aclose()))
        return http

    def close(self, client: Any) -> None:
        self.wait(client.close() if self.name == "sync" else client.aclose())

    def request(self, client: Any, method: str, path: str, **options: Any) -> Any:
        """The answer to any request."""
        return self.wait((client._request if self.name == "sync" else client._arequest)(method, path, **options))

    def wait(self, value: Any) -> Any:
        """What a method's result becomes: itself in the one world, awaited in the other."""
        if not inspect.isawaitable(value):
            return value

        async def result() -> Any:
            return await value

        return self._runner.run(result())

    def items(self, value: Any) -> list[Any]:
        """All that iterating gives."""
        if self.name == "sync":
            return list(value)

        async def result() -> list[Any]:
            return [item async for item in value]

        return self._runner.run(result())
