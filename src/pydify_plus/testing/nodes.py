"""The nodes of workflows and chatflows: what each does with the variables before it.

Text in nodes refers to variables as in Dify: `{{#node.variable#}}`, with `sys` and `conversation` as nodes of their own.
"""

from __future__ import annotations

import inspect
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeGuard

from .echo import echo
from .json_values import Json, is_object
from .script import Answer, ToolCall, Turn, play
from .usage import usage

Selector = tuple[str, str]

_REFERENCE = re.compile(r"\{\{#([\w-]+)\.([\w.-]+)#\}\}")
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class NodeFailure(Exception):
    """A node's work failed; the text is what Dify says of it."""


@dataclass
class Outcome:
    """What a finished node tells of itself."""

    inputs: Json = field(default_factory=dict[str, Any])
    outputs: Json = field(default_factory=dict[str, Any])
    process_data: Json = field(default_factory=dict[str, Any])
    metadata: Json | None = None
    tokens: int = 0
    usage: Json | None = None


@dataclass(frozen=True)
class Said:
    """A piece of a node's output while it is still at work."""

    variable: str
    text: str


@dataclass
class Scope:
    """What a node can see: the outputs of earlier nodes, system and conversation variables.

    Attributes:
        variables: Values by node and name.
        turn: What the run was asked.
        delay: Seconds before each piece that a model says.
    """

    variables: dict[Selector, Any]
    turn: Turn
    delay: float

    def get(self, selector: Selector) -> Any:
        return self.variables.get(selector)

    def fill(self, text: str) -> str:
        """A text with its references replaced by values."""
        return _REFERENCE.sub(lambda found: as_text(self.get((found[1], found[2]))), text)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One step of a graph.

    Attributes:
        id: Its name in selectors.
        title: What people see.
        on_error: Outputs to go on with when it fails; None lets the run fail.
    """

    type: ClassVar[str]

    id: str
    title: str = ""
    on_error: Mapping[str, Any] | None = None

    def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        """Do the work: pieces as they come, and the outcome last.

        Raises:
            Exception: It cannot; the text is the node's error.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Start(Node):
    """Where a run begins; it hands the app's inputs on."""

    type: ClassVar[str] = "start"

    id: str = "start"
    title: str = "Start"

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        inputs = dict(scope.turn.inputs)
        yield Outcome(inputs=inputs, outputs=dict(inputs))


@dataclass(frozen=True, kw_only=True)
class Template(Node):
    """Fills a template: `{{ name }}` is the variable that `variables` maps the name to."""

    type: ClassVar[str] = "template-transform"

    template: str
    variables: Mapping[str, Selector] = field(default_factory=dict[str, Selector])

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        values = {name: scope.get(selector) for name, selector in self.variables.items()}
        text = _NAME.sub(lambda found: str(values.get(found[1], "")), self.template)
        yield Outcome(inputs=values, outputs={"output": text})


@dataclass(frozen=True, kw_only=True)
class LLM(Node):
    """A language model: `answer` says what it answers to `prompt`; its text is streamed."""

    type: ClassVar[str] = "llm"

    prompt: str
    answer: Answer = echo
    system: str = "You are a fake."
    memory: bool = False

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        begun = time.perf_counter()
        prompt = scope.fill(self.prompt)
        history = scope.turn.history if self.memory else ()
        turn = Turn(prompt, scope.turn.inputs, history, scope.turn.user, scope.turn.files)
        prompts: list[Json] = [{"role": "system", "text": self.system, "files": []}]
        for query, reply in history:
            prompts.append({"role": "user", "text": query, "files": []})
            prompts.append({"role": "assistant", "text": reply, "files": []})
        prompts.append({"role": "user", "text": prompt, "files": []})
        said: list[str] = []
        first = 0.0
        async for piece in play(self.answer, turn, scope.delay):
            if isinstance(piece, ToolCall):
                continue
            first = first or time.perf_counter() - begun
            said.append(piece)
            yield Said("text", piece)
        yield Said("text", "")
        cost = usage(
            (str(one["text"]) for one in prompts),
            len(said),
            round(time.perf_counter() - begun, 3),
            first_token=round(first, 3),
        )
        model = {"model_provider": "embedded/echo/echo", "model_name": "echo-chat"}
        yield Outcome(
            inputs=dict(model),
            process_data={"model_mode": "chat", "prompts": prompts, "usage": cost, "finish_reason": "stop", **model},
            outputs={"text": "".join(said), "reasoning_content": "", "usage": cost, "finish_reason": "stop"},
            metadata={name: cost[name] for name in ("total_tokens", "total_price", "currency")},
            tokens=cost["total_tokens"],
            usage=cost,
        )


@dataclass(frozen=True, kw_only=True)
class Code(Node):
    """A Python function: it gets the `variables` by name and returns the outputs."""

    type: ClassVar[str] = "code"

    function: Callable[..., Any]
    variables: Mapping[str, Selector] = field(default_factory=dict[str, Selector])

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        values = {name: scope.get(selector) for name, selector in self.variables.items()}
        outputs = self.function(**values)
        if inspect.isawaitable(outputs):
            outputs = await outputs
        yield Outcome(inputs=values, outputs=dict(outputs))


@dataclass(frozen=True, kw_only=True)
class Assign(Node):
    """Sets a conversation variable: to what `value` refers to, or, when it is a function, to what that makes of the old one."""

    type: ClassVar[str] = "assigner"

    variable: str
    value: Selector | Callable[[Any], Any]

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        target = ("conversation", self.variable)
        new = self.value(scope.get(target)) if callable(self.value) else scope.get(self.value)
        scope.variables[target] = new
        told = {"name": self.variable, "selector": list(target), "value_type": variable_type(new), "new_value": new}
        yield Outcome(process_data={self.variable: new, "__updated_variables": [told]})


@dataclass(frozen=True, kw_only=True)
class Reply(Node):
    """The `answer` node of a chatflow: its text is the message, streamed as soon as its variables are there."""

    type: ClassVar[str] = "answer"

    text: str

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        yield Outcome(outputs={"answer": scope.fill(self.text), "files": []})


@dataclass(frozen=True, kw_only=True)
class End(Node):
    """The end of a workflow: its outputs by name."""

    type: ClassVar[str] = "end"

    id: str = "end"
    title: str = "End"
    outputs: Mapping[str, Selector]

    async def run(self, scope: Scope) -> AsyncIterator[Said | Outcome]:
        outputs = {name: scope.get(selector) for name, selector in self.outputs.items()}
        yield Outcome(inputs=dict(outputs), outputs=outputs)


Segment = str | Selector


def streamed(nodes: tuple[Node, ...]) -> tuple[str, list[Segment]]:
    """What the last node of a graph says while the run is going: its id, and texts and variables in turn.

    The outputs of a workflow are streamed too, one after the other with a line break between.
    """
    last = nodes[-1]
    segments: list[Segment] = []
    if isinstance(last, Reply):
        position = 0
        for found in _REFERENCE.finditer(last.text):
            if found.start() > position:
                segments.append(last.text[position : found.start()])
            segments.append((found[1], found[2]))
            position = found.end()
        if position < len(last.text):
            segments.append(last.text[position:])
    elif isinstance(last, End):
        for selector in last.outputs.values():
            if segments:
                segments.append("\n")
            segments.append(selector)
    return last.id, segments


def as_text(value: Any) -> str:
    """A value as Dify writes it into text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if is_file(value):
        return f"[{value['filename']}]({value['url']})"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value)


def is_file(value: Any) -> TypeGuard[Json]:
    return is_object(value) and value.get("dify_model_identity") == "__dify__file__"


def variable_type(value: Any) -> str:
    """Dify's name for a value's type."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, list):
        return "array[any]"
    return "object" if isinstance(value, dict) else "string"
