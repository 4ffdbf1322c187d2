"""Apps as a test declares them, and the ones that every server has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .audio import Voice, transcript
from .echo_model import echo
from .forms import InputField
from .human_input import HumanInput
from .moderation import Moderation
from .nodes import LLM, Assign, End, Node, Reply, Start, Template
from .script import Answer

Mode = Literal["chat", "agent-chat", "advanced-chat", "completion", "workflow"]
VariableType = Literal["string", "number", "object", "array[string]", "array[number]", "array[object]"]


@dataclass(frozen=True)
class ConversationVariable:
    """A variable that a chatflow keeps in each conversation.

    Attributes:
        name: Its name; nodes refer to it as `{{#conversation.name#}}`.
        value: What it is at first.
        type: Dify's name for its type.
        description: What people see; the name when left out.
    """

    name: str
    value: Any = ""
    type: VariableType = "string"
    description: str | None = None


@dataclass(frozen=True)
class App:
    """An app of the embedded Dify.

    Example:

        weather = App("weather", "chat", answer="It is raining.")
        with DifyServer(apps=[weather]) as server:
            key = server.app_key("weather")

    Attributes:
        name: What `server.app_key` finds it by, and `/info` calls it.
        mode: Dify's name for its kind; `advanced-chat` is a chatflow.
        description: What `/info` says of it.
        key: Its API key; made up when left out.
        tags: The tags that `/info` gives it.
        inputs: Its variables.
        answer: What a chat, agent or completion app answers: a text, parts of one, or a function of the `Turn`.
        prompt: What a completion app asks its model; `{{name}}` is the input of that name.
        nodes: The graph of a workflow or chatflow after its start, in order, with at least one `End` or `Reply`.
        variables: What a chatflow keeps in each conversation.
        chunk_delay: Seconds before each piece of the answer; the server's when left out.
        opening_statement: What a chat app says first, with `{{name}}` for inputs.
        suggested_questions: What it offers to be asked at first.
        follow_ups: What it suggests after each answer, as questions or a function of query and answer; None switches
            suggestions off.
        datasets: The names or ids of the datasets that a chat or agent app looks things up in.
        voice: How it speaks; None switches speech off.
        transcribe: What it hears in a recording: a text, or a function of the bytes; None switches hearing off.
        moderation: The words that are neither asked nor answered.
        max_concurrent: How many generations may run at once; one more is refused.
        uploads_images: Whether files may be sent along.
        api_enabled: Whether its API is switched on.
        published: Whether its workflow has been published.
        misconfigured: Why its model cannot be used, if it cannot: what Dify answers to every generation.
    """

    name: str
    mode: Mode
    description: str = ""
    key: str | None = field(default=None, repr=False)
    tags: tuple[str, ...] = ()
    inputs: tuple[InputField, ...] = ()
    answer: Answer = echo
    prompt: str = "{{query}}"
    nodes: tuple[Node, ...] = ()
    variables: tuple[ConversationVariable, ...] = ()
    chunk_delay: float | None = None
    opening_statement: str | None = ""
    suggested_questions: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] | Callable[[str, str], list[str]] | None = None
    datasets: tuple[str, ...] = ()
    voice: Voice | None = None
    transcribe: str | Callable[[bytes], str] | None = None
    moderation: Moderation | None = None
    max_concurrent: int | None = None
    uploads_images: bool = True
    api_enabled: bool = True
    published: bool = True
    misconfigured: str | None = None

    def __post_init__(self) -> None:
        needs_graph = self.mode in ("advanced-chat", "workflow")
        if needs_graph and not self.nodes:
            raise ValueError(f"App {self.name!r}: a {self.mode} app needs nodes, the last an End or a Reply.")
        if not needs_graph and self.nodes:
            raise ValueError(f"App {self.name!r}: a {self.mode} app has no nodes; say in `answer` what it answers.")
        if needs_graph:
            _check_graph(self.name, self.nodes)

    @property
    def graph(self) -> tuple[Node, ...]:
        """All nodes in the order in which they run."""
        return (Start(), *self.nodes)


def all_nodes(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes of a graph, those on its ways and in its rounds included."""
    for node in nodes:
        yield node
        for way in (*node.branches, node.repeated):
            yield from all_nodes(way)


def _check_graph(app: str, nodes: Sequence[Node]) -> None:
    found = list(all_nodes(nodes))
    ids = [node.id for node in found if node.type != "parallel"]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"App {app!r}: two nodes have the id {twice!r}; variables could not tell them apart.")
    if not any(isinstance(node, End | Reply) for node in found):
        raise ValueError(f"App {app!r}: its nodes need an End or a Reply; without one it has no output.")
    for container in found:
        for node in all_nodes(container.repeated):
            if isinstance(node, End | Reply | HumanInput):
                kind = type(node).__name__
                raise ValueError(
                    f"App {app!r}: {container.id!r} repeats its nodes, and so cannot have a {kind} among them."
                )


_SUGGESTIONS = ("What else can you do?", "How does it work?", "Can you give an example?")


def default_apps() -> tuple[App, ...]:
    """One app of each mode, all of which echo: `chat`, `agent`, `chatflow`, `completion` and `workflow`."""
    name = InputField("name", max_length=48)
    voice = Voice()
    tone = InputField("tone", "select", options=("formal", "casual"), default="formal")
    return (
        App(
            "chat",
            "chat",
            "Says back what it is told",
            inputs=(name, tone),
            opening_statement="Hello {{name}}!",
            suggested_questions=("What can you do?", "Who are you?"),
            follow_ups=_SUGGESTIONS,
            voice=voice,
            transcribe=transcript,
        ),
        App(
            "agent",
            "agent-chat",
            "An agent that says back what it is told",
            inputs=(name,),
            follow_ups=_SUGGESTIONS,
            voice=voice,
            transcribe=transcript,
        ),
        App(
            "chatflow",
            "advanced-chat",
            "A chatflow that counts and says back what it is told",
            inputs=(InputField("name", max_length=64), InputField("attachment", "file")),
            variables=(
                ConversationVariable("last_query"),
                ConversationVariable("counter", 0, "number"),
            ),
            nodes=(
                Assign(id="remember", title="Remember", variable="last_query", value=("sys", "query")),
                Assign(id="count", title="Count", variable="counter", value=lambda old: old + 1),
                LLM(id="llm", title="LLM", prompt="{{#sys.query#}}", memory=True),
                Reply(id="answer", title="Answer", text="{{#llm.text#}}"),
            ),
            opening_statement="Hello!",
            suggested_questions=("What is this?",),
            follow_ups=_SUGGESTIONS,
            voice=voice,
            transcribe=transcript,
        ),
        App(
            "completion",
            "completion",
            "Says back its prompt",
            inputs=(InputField("query", "paragraph", required=True),),
        ),
        App(
            "workflow",
            "workflow",
            "Greets, then says back a text",
            inputs=(
                InputField("text", required=True, max_length=256),
                InputField("number", "number"),
                InputField("doc", "file"),
            ),
            nodes=(
                Template(
                    id="tpl",
                    title="Greeting",
                    template="Hello {{ text }} ({{ number }})",
                    variables={"text": ("start", "text"), "number": ("start", "number")},
                ),
                LLM(id="llm", title="LLM", prompt="{{#start.text#}}"),
                End(
                    outputs={
                        "result": ("tpl", "output"),
                        "answer": ("llm", "text"),
                        "number": ("start", "number"),
                        "doc": ("start", "doc"),
                    }
                ),
            ),
        ),
    )
