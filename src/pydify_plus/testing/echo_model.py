"""The model behind the default apps: it says back what it is told, and does what directives in the prompt ask for."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

from .audio import wav
from .script import ModelFailure, Part, Pause, ToolCall, ToolFile, Turn, pieces

_DIRECTIVE = re.compile(r"\[\[(\w+)(?::(.*?))?\]\](?!\])", re.DOTALL)
_MEMORY = re.compile(r"what (did|have) i (say|said|tell|told)|我(刚才|之前)?说(过|了)?什么", re.IGNORECASE)

_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
_FAILURES = {
    "error": "fake error",
    "ratelimit": "fake ratelimit",
    "badrequest": "fake badrequest",
    "auth": "Incorrect API key provided",
    "connection": "fake connection",
}
_TOOL_FILES = {
    "tts": (ToolFile("speech.wav", "audio/x-wav", wav()),),
    "picture": (ToolFile("picture.png", "image/png", base64.b64decode(_PIXEL)),),
}
_SLOW_DELAY = 0.2
_SLOW_WORDS = 50


def echo(turn: Turn) -> Iterator[Part]:
    """Answer "You said: …", word by word.

    A question like "What did I say?" is answered from the conversation so far. Directives in the query steer the answer,
    so that a test needs no app of its own to see a slow, failing or thinking one:

    * `[[chunks:30]]`: the words "word0 word1 …", that many; `[[delay:200]]`: that many milliseconds before each piece;
      `[[slow]]`: both, 50 words at 200 ms.
    * `[[error]]`, `[[ratelimit]]`, `[[badrequest]]`, `[[auth]]`, `[[connection]]`: the model fails at once;
      `[[errormid]]`: it fails after three pieces.
    * `[[think]]`: thoughts in think tags come first.
    * `[[tool]]` and `[[call:NAME:{…}]]`: an agent calls a tool, then says so; the tools `tts` and
      `picture` make a file each.

    Args:
        turn: What the app is asked, and by whom.
    """
    directives = dict(_DIRECTIVE.findall(turn.query))
    for name, message in _FAILURES.items():
        if name in directives:
            yield ModelFailure(message)
    words = _tool_calls(directives)
    if words is None:
        words = _words(turn, directives)
    delay = int(directives.get("delay") or 0) / 1000 or (_SLOW_DELAY if "slow" in directives else 0)
    for index, word in enumerate(words):
        if "errormid" in directives and index == 3:
            yield ModelFailure("fake errormid")
        if delay:
            yield Pause(delay)
        yield word


def _tool_calls(directives: dict[str, str]) -> list[str | ToolCall] | None:
    if "call" in directives:
        name, _, arguments = directives["call"].partition(":")
        call = ToolCall(name, json.loads(arguments or "{}"), "done", _TOOL_FILES.get(name, ()))
    elif "tool" in directives:
        call = ToolCall("current_time", {}, observation="2026-01-01 00:00:00")
    else:
        return None
    return [call, *pieces("The tool has answered. Done.")]


def _words(turn: Turn, directives: dict[str, str]) -> list[str | ToolCall]:
    if "chunks" in directives or "slow" in directives:
        return [f"word{index} " for index in range(int(directives.get("chunks") or _SLOW_WORDS))]
    thoughts = ["<think>\n", "let ", "me ", "think\n", "</think>\n"] if "think" in directives else []
    return [*thoughts, *pieces(_reply(turn))]


def _reply(turn: Turn) -> str:
    if _MEMORY.search(turn.query):
        said = ", then ".join(f'"{query}"' for query, _ in turn.history)
        return f"You said {said}." if said else "You have said nothing before."
    return f"You said: {turn.query}"
