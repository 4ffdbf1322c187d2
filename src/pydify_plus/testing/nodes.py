"""The nodes of workflows and chatflows: what each does with the variables before it.

Text in nodes refers to variables as in Dify: `{{#node.variable#}}`, with `sys` and `conversation` as nodes of their own.
"""

from __future__ import annotations

import inspect
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

from .echo_model import echo
from .json_values import Json, is_object
from .provider import CHAT_MODEL, PROVIDER
from .script import Answer, ToolCall, Turn, play
from .usage import usage

if TYPE_CHECKING:
    from .store import Workspace

Selector = tuple[str, str]
"""A variable: the node that has it, and its name."""
Segment = str | Selector
"""A text, or a variable to say in its place."""

_REFERENCE = re.compile(r"\{\{#([\w-]+)\.([\w.-]+)#\}\}")
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class NodeFailure(Exception):
    """A node's work failed; the text is what Dify says of it.

    Args:
        message: The text.
        kind: Dify's name for the kind of error; the exception's own when left out.
    """

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass
class Outcome:
    """What a node tells of itself when it is finished, and what is known before, for the case that it fails.

    Attributes:
        sets: Variables of others that it gives new values to.
    """

    inputs: Json = field(default_factory=dict[str, Any])
    outputs: Json = field(default_factory=dict[str, Any])
    process_data: Json = field(default_factory=dict[str, Any])
    metadata: Json | None = None
    tokens: int = 0
    usage: Json | None = None
    sets: dict[Selector, Any] = field(default_factory=dict[Selector, Any])


@dataclass(frozen=True)
class Said:
    """A piece of a node's output while it is still at work."""

    variable: str
    text: str


@dataclass(frozen=True)
class Logged:
    """A step of an agent: the `data` of an `agent_log` event."""

    data: Json


Told = AsyncIterator[Said | Logged | Outcome]
"""What a node tells while it works, its outcome last."""


@dataclass
class Scope:
    """What a node can see: the outputs of earlier nodes, system and conversation variables.

    Attributes:
        variables: Values by node and name.
        turn: What the run was asked.
        delay: Seconds before each piece that a model says.
        workspace: All that the server holds.
    """

    variables: dict[Selector, Any]
    turn: Turn
    delay: float
    workspace: Workspace

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
        retries: How often it is tried again before it has failed.
        retry_delay: Seconds before each of these tries.
    """

    type: ClassVar[str]
    failure_outputs: ClassVar[Json] = {}

    id: str
    title: str = ""
    on_error: Mapping[str, Any] | None = None
    retries: int = 0
    retry_delay: float = 0.1

    @property
    def branches(self) -> tuple[Sequence[Node], ...]:
        """The ways on from here, if there are several."""
        return ()

    @property
    def repeated(self) -> tuple[Node, ...]:
        """The nodes that it runs more than once, if it is one that repeats."""
        return ()

    @property
    def extras(self) -> Json:
        """More that `node_started` says of it."""
        return {}

    @property
    def agent_strategy(self) -> Json | None:
        """How it thinks, if it is an agent."""
        return None

    def next_nodes(self, outputs: Json) -> Sequence[Node]:
        """The nodes of the way on that its outputs choose.

        Args:
            outputs: What the node gave.
        """
        return ()

    def run(self, scope: Scope) -> Told:
        """Do the work: pieces as they come, and the outcome last.

        Args:
            scope: The variables that it can read, and the run it belongs to.

        Raises:
            Exception: It cannot; the text is the node's error.
        """
        raise NotImplementedError

    def speech(self) -> list[Segment]:
        """What it says while earlier nodes are at work: texts and variables in turn; only an `End` and a `Reply` speak."""
        return []


@dataclass(frozen=True, kw_only=True)
class Start(Node):
    """Where a run begins; it hands the app's inputs on."""

    type: ClassVar[str] = "start"

    id: str = "start"
    title: str = "Start"

    async def run(self, scope: Scope) -> Told:
        inputs = dict(scope.turn.inputs)
        yield Outcome(inputs=inputs, outputs=dict(inputs))


@dataclass(frozen=True, kw_only=True)
class Template(Node):
    """Fills a template: `{{ name }}` is the variable that `variables` maps the name to."""

    type: ClassVar[str] = "template-transform"

    template: str
    variables: Mapping[str, Selector] = field(default_factory=dict[str, Selector])

    async def run(self, scope: Scope) -> Told:
        values = {name: scope.get(selector) for name, selector in self.variables.items()}
        text = _NAME.sub(lambda found: str(values.get(found[1], "")), self.template)
        yield Outcome(inputs=values, outputs={"output": text})


@dataclass(frozen=True, kw_only=True)
class LLM(Node):
    """A language model: its text is streamed.

    Attributes:
        prompt: What it is asked, with variables.
        answer: What it answers.
        system: Its system prompt.
        memory: Whether it sees the conversation so far.
        context: The output of a knowledge node that it is given too.
    """

    type: ClassVar[str] = "llm"

    prompt: str
    answer: Answer = echo
    system: str = "You are an echo."
    memory: bool = False
    context: Selector | None = None

    async def run(self, scope: Scope) -> Told:
        begun = time.perf_counter()
        model = {"model_provider": PROVIDER, "model_name": CHAT_MODEL}
        inputs: Json = dict(model)
        if self.context is not None:
            results: list[Json] = scope.get(self.context) or []
            inputs = {"#context#": "\n".join(str(result["content"]) for result in results), **model}
        yield Outcome(inputs=inputs)
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
        yield Outcome(
            inputs=inputs,
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

    async def run(self, scope: Scope) -> Told:
        values = {name: scope.get(selector) for name, selector in self.variables.items()}
        outputs = self.function(**values)
        if inspect.isawaitable(outputs):
            outputs = await outputs
        yield Outcome(inputs=values, outputs=dict(outputs))


@dataclass(frozen=True, kw_only=True)
class Assign(Node):
    """Sets a variable: to what `value` refers to, or, when it is a function, to what that makes of the old value.

    Attributes:
        variable: The name of a conversation variable, or a loop's id and the name of its variable.
        value: Where the new value comes from.
    """

    type: ClassVar[str] = "assigner"

    variable: str | Selector
    value: Selector | Callable[[Any], Any]

    async def run(self, scope: Scope) -> Told:
        target = ("conversation", self.variable) if isinstance(self.variable, str) else self.variable
        new = self.value(scope.get(target)) if callable(self.value) else scope.get(self.value)
        told = {"name": target[1], "selector": list(target), "value_type": variable_type(new), "new_value": new}
        yield Outcome(process_data={target[1]: new, "__updated_variables": [told]}, sets={target: new})


@dataclass(frozen=True, kw_only=True)
class Reply(Node):
    """The `answer` node of a chatflow: its text is the message, streamed as soon as its variables are there."""

    type: ClassVar[str] = "answer"

    text: str

    async def run(self, scope: Scope) -> Told:
        yield Outcome(outputs={"answer": scope.fill(self.text), "files": []})

    def speech(self) -> list[Segment]:
        segments: list[Segment] = []
        position = 0
        for found in _REFERENCE.finditer(self.text):
            segments += [self.text[position : found.start()], (found[1], found[2])]
            position = found.end()
        return [segment for segment in (*segments, self.text[position:]) if segment]


@dataclass(frozen=True, kw_only=True)
class End(Node):
    """The end of a workflow: its outputs by name, which are streamed too, with a line break between."""

    type: ClassVar[str] = "end"

    id: str = "end"
    title: str = "End"
    outputs: Mapping[str, Selector]

    async def run(self, scope: Scope) -> Told:
        outputs = {name: scope.get(selector) for name, selector in self.outputs.items()}
        yield Outcome(inputs=dict(outputs), outputs=outputs)

    def speech(self) -> list[Segment]:
        segments: list[Segment] = []
        for selector in self.outputs.values():
            segments += ["\n", selector]
        return segments[1:]


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
