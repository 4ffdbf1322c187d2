"""Values out of a fuzzer's bytes: the same bytes give the same value, and each byte changes little of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

_TEXTS = (
    "",
    "a",
    "id",
    "null",
    "0",
    "1e999",
    "\x00",
    "\n",
    "\r\n",
    "\u2028",
    "\ufeff",
    "\ud800",
    "绿茶",
    "😀",
    "../..",
    "%2e%2e",
    "{}",
    "data: x",
    "app-PrIvAtE0000000000000001",
    "succeeded",
    "failed",
    "stopped",
    "paused",
    "running",
    "Aborted: User requested stop",
    "UklGRg==",
)
_NUMBERS = (0, 1, -1, 200, 400, 429, 500, 2**31, 2**63, 10**40, 0.5, -0.0, 1e308, float("inf"), float("nan"))
_DEEPEST = 5


class Source:
    """Bytes, read from their start; when they are used up, zeros follow.

    Args:
        data: What the fuzzer gave.
        words: Names and texts that what is tested knows.
    """

    def __init__(self, data: bytes, words: Sequence[str] = ()) -> None:
        self._data = data
        self._at = 0
        self._words = (*words, *_TEXTS)

    @property
    def is_empty(self) -> bool:
        return self._at >= len(self._data)

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def pick(self, values: Sequence[T]) -> T:
        index = self.byte() if len(values) <= 256 else self.byte() * 256 + self.byte()
        return values[index % len(values)]

    def text(self) -> str:
        """A word, or as many bytes as the next one says."""
        length = self.byte()
        if length >= 128:
            return self.pick(self._words)
        taken = self._data[self._at : self._at + length]
        self._at += length
        return taken.decode("utf-8", "surrogateescape")

    def rest(self) -> bytes:
        taken = self._data[self._at :]
        self._at = len(self._data)
        return taken

    def json(self, depth: int = 0) -> Any:
        """A JSON value."""
        kind = self.byte() % (10 if depth < _DEEPEST and not self.is_empty else 6)
        match kind:
            case 0:
                return None
            case 1:
                return self.byte() % 2 == 0
            case 2:
                return self.pick(_NUMBERS)
            case 3 | 4 | 5:
                return self.text()
            case 6:
                return [self.json(depth + 1) for _ in range(self.byte() % 5)]
            case _:
                return self.object(depth + 1)

    def object(self, depth: int = 0) -> dict[str, Any]:
        """A JSON object."""
        return {self.text(): self.json(depth) for _ in range(self.byte() % 8)}


def json_in(data: bytes, words: Sequence[str] = ()) -> Any:
    """The JSON that the bytes are; else a value made of them."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return Source(data, words).json()


def object_in(data: bytes, words: Sequence[str] = ()) -> dict[str, Any]:
    """A JSON object: the bytes themselves where they are one."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else Source(data, words).object()
