"""The HTTP side of an answer, beside what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class RawResponse(Generic[T]):
    """An answer as it came over the wire.

    Attributes:
        status_code: The HTTP status.
        headers: The answer's headers.
        elapsed: Seconds from sending the request to the end of the answer.
        body: The bytes of the answer.
    """

    def __init__(self, response: Any, parsed: T) -> None:
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.elapsed: float = response.elapsed.total_seconds()
        self.body: bytes = response.content
        self._parsed = parsed

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def parse(self) -> T:
        """What the method itself returns."""
        return self._parsed

    def __repr__(self) -> str:
        return f"<RawResponse {self.status_code}, {len(self.body)} bytes>"
