"""The synchronous client with the interface of the asynchronous one, so that every test is written once, as async code."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any, Self

from pydify_plus import Client, Conversation, Page, Stream
from pydify_plus._sync.resource import Resource

_ADAPTED = (Client, Conversation, Page, Stream, Resource)
_NAMES = {"aclose": "close", "_arequest": "_request"}


class AsAsync:
    """A client, group, page, stream or conversation of the synchronous world, or what one of their methods returned.

    The work is done where it is called; awaiting gives the result, and `async for` iterates it. Attributes are the subject's own.
    """

    def __init__(self, subject: Any) -> None:
        self._subject = subject

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._subject, _NAMES.get(name, name))
        if inspect.ismethod(value):
            return lambda *args, **keywords: AsAsync(value(*args, **keywords))
        return AsAsync(value) if isinstance(value, _ADAPTED) else value

    def __await__(self) -> Generator[Any, Any, Any]:
        yield from ()
        return self if isinstance(self._subject, _ADAPTED) else self._subject

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self._subject:
            yield item

    def __iter__(self) -> Iterator[Any]:
        return iter(self._subject)

    async def __aenter__(self) -> Self:
        self._subject.__enter__()
        return self

    async def __aexit__(self, *problem: Any) -> None:
        self._subject.__exit__(*problem)
