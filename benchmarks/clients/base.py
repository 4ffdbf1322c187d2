"""What a client is here: glue around its own public API, used as its README shows, that gives plain values."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

QUERY = "What are the specs of the iPhone 13 Pro Max?"
USER = "abc-123"
KEY = "app-KEY"


class Client:
    """One client of the server at `url`. What it does not define, the client cannot do.

    Attributes:
        imports: The statement that a user of it begins with.
    """

    imports = ""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base_url = url + "/v1"
        self.open()

    def open(self) -> None:
        """Make the client."""

    async def aopen(self) -> None:
        """Make the asynchronous client, on the event loop that uses it."""

    async def aclose(self) -> None:
        """Close it."""

    if False:  # the names that a client may define, each a row or more of the table

        def get(self) -> str: ...
        def datasets(self, limit: int) -> list[str]: ...
        def chat(self) -> str: ...
        def streamed_chat(self, events: int) -> str: ...
        def stream(self, events: int) -> Iterator[Any]: ...
        def upload(self, path: str) -> str: ...
        def download(self, size: int, to: str) -> None: ...
        async def achat(self) -> str: ...
        def astream(self, events: int) -> AsyncIterator[Any]: ...
        async def aupload(self, path: str) -> str: ...
        async def adownload(self, size: int, to: str) -> None: ...


def body(mode: str, events: int = 0) -> dict[str, Any]:
    """The body of a message."""
    return {"inputs": {"events": events}, "query": QUERY, "user": USER, "response_mode": mode}


class Ends:
    """Counts the empty lines that end events, in bytes that are cut anywhere."""

    def __init__(self) -> None:
        self._is_open = False

    def within(self, piece: bytes) -> int:
        closes = self._is_open and piece.startswith(b"\n")
        if closes:
            piece = piece[1:]
        self._is_open = piece.endswith(b"\n") and not piece.endswith(b"\n\n")
        return piece.count(b"\n\n") + closes
