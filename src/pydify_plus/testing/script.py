"""What an app says: an answer as one declares it, played part by part."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .json_values import Json


@dataclass(frozen=True)
class Turn:
    """What an app is asked, and all that it may look at to answer.

    Attributes:
        query: What the user says; a completion app's rendered prompt.
        inputs: The app's variables.
        history: Earlier queries and answers of the conversation, oldest first.
        user: The end user's name.
        files: The files that came along, as Dify hands them to a model.
    """

    query: str
    inputs: Json = field(default_factory=dict[str, Any])
    history: tuple[tuple[str, str], ...] = ()
    user: str = ""
    files: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Pause:
    """A silence in the middle of an answer, in seconds."""

    seconds: float


@dataclass(frozen=True)
class ToolFile:
    """A file that a tool makes."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class ToolCall:
    """A tool that an agent calls between its thoughts.

    Attributes:
        name: The tool's name.
        input: What it is given.
        observation: What it gives back.
        files: The files that it makes; only an agent app tells of them.
    """

    name: str
    input: Json = field(default_factory=dict[str, Any])
    observation: str = ""
    files: tuple[ToolFile, ...] = ()


class ModelFailure(Exception):
    """The language model fails, at once or after some parts.

    Args:
        message: What its provider says.
        code: Dify's name for the kind of failure.
        status: The HTTP status of the blocking answer.
    """

    def __init__(self, message: str, code: str = "completion_request_error", status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


Part = str | Pause | ToolCall | ModelFailure
Parts = str | Iterable[Part] | AsyncIterable[Part]
Answer = Parts | Callable[[Turn], "Parts | Awaitable[Parts]"]

# A word with the space after it; of scripts without spaces, a character.
_PIECE = re.compile(r"[぀-ヿ㐀-鿿]\s*|[^\s぀-ヿ㐀-鿿]+\s*|\s+")


def pieces(text: str) -> list[str]:
    """A text in the pieces in which a model would stream it; together they are the text."""
    return _PIECE.findall(text)


async def play(answer: Answer, turn: Turn, delay: float) -> AsyncIterator[str | ToolCall]:
    """The pieces of an answer, `delay` seconds before each.

    Raises:
        ModelFailure: Where the answer has one.
    """
    async for part in _parts(answer, turn):
        if isinstance(part, ModelFailure):
            raise part
        if isinstance(part, Pause):
            await asyncio.sleep(part.seconds)
            continue
        await asyncio.sleep(delay)
        yield part


async def _parts(answer: Answer, turn: Turn) -> AsyncIterator[Part]:
    said = answer(turn) if callable(answer) else answer
    if inspect.isawaitable(said):
        said = await said
    if isinstance(said, str):
        said = pieces(said)
    if isinstance(said, AsyncIterable):
        async for part in said:
            yield part
    else:
        for part in said:
            yield part
