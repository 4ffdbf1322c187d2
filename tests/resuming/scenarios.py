"""What is asked of which app, in the streams that are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydify_plus.testing import (
    LLM,
    Agent,
    App,
    Assign,
    Code,
    End,
    FormAction,
    FormInput,
    HumanInput,
    InputField,
    Iteration,
    Loop,
    Moderation,
    Parallel,
    Reply,
    Template,
    ToolCall,
    Voice,
)
from pydify_plus.testing.nodes import Node

NEWER, OLDER = "1.14.2", "1.9.2"
QUERY = "[[chunks:6]] Grüße, 你好"
ANNOTATED = "What is Dify?"
BLOCKED = "badword [[chunks:4]]"
TEXT = (InputField("text", max_length=256),)


def _tool_then_text(_: Any) -> list[Any]:
    return [ToolCall("search", {"query": "tea"}, "a leaf"), "Tea ", "is ", "a ", "leaf."]


def _fail() -> dict[str, Any]:
    raise RuntimeError("no such shelf")


def _rich(query: str) -> tuple[Node, ...]:
    """Everything that a graph can do between its start and its end."""
    return (
        Code(id="list", function=lambda: {"items": ["a", "b"]}),
        Iteration(
            id="each",
            items=("list", "items"),
            nodes=(Template(id="shout", template="{{ item }}!", variables={"item": ("each", "item")}),),
            output=("shout", "output"),
        ),
        Loop(
            id="count",
            variables={"n": 0},
            nodes=(Assign(id="add", variable=("count", "n"), value=lambda old: old + 1),),
            until=lambda values: values["n"] >= 2,
        ),
        Code(id="shaky", function=_fail, retries=1, retry_delay=0.01, on_error={"text": "by default"}),
        Parallel(
            ways=(
                (LLM(id="left", prompt=query, answer=("left ", "side ")),),
                (Template(id="right", template="right"), Template(id="further", template="on")),
            )
        ),
        Agent(id="agent", query=query, answer=_tool_then_text),
    )


def _asks() -> tuple[Node, ...]:
    """Two pauses, with text between."""
    buttons = (FormAction("yes"), FormAction("no"))
    return (
        LLM(id="draft", prompt="[[chunks:3]]"),
        HumanInput(id="first", text="Publish?", inputs=(FormInput("comment"),), actions=buttons),
        LLM(id="llm", prompt="{{#first.comment#}} [[chunks:3]]"),
        HumanInput(id="second", text="Sure?", actions=buttons),
    )


def decide(form: Any) -> Any:
    """What is said to the forms."""
    return ("yes", {"comment": "fine"}) if form.node_id == "first" else "no"


def apps() -> list[App]:
    """The apps beside the default ones."""
    text, query = "{{#start.text#}}", "{{#sys.query#}}"
    said = LLM(id="llm", prompt=query)
    reply = Reply(id="reply", text="{{#llm.text#}}")
    moderation = Moderation(("badword",), "Input blocked.", None)
    replaced = Moderation(("word2",), None, "Output blocked.")
    voice = Voice(autoplay=True, audio=lambda text: b"mp3:" + text.encode())
    return [
        App(
            "rich",
            "workflow",
            inputs=TEXT,
            nodes=(
                *_rich(text),
                End(outputs={"left": ("left", "text"), "agent": ("agent", "text"), "each": ("each", "output")}),
            ),
        ),
        App(
            "rich-chatflow",
            "advanced-chat",
            nodes=(*_rich(query), Reply(id="reply", text="{{#left.text#}}{{#agent.text#}} {{#shaky.text#}}")),
        ),
        App(
            "failing",
            "workflow",
            inputs=TEXT,
            nodes=(
                LLM(id="llm", prompt=text),
                Code(id="shelf", function=_fail),
                End(outputs={"said": ("llm", "text")}),
            ),
        ),
        App("failing-chatflow", "advanced-chat", nodes=(said, reply, Code(id="shelf", function=_fail))),
        App(
            "pausing",
            "workflow",
            inputs=TEXT,
            nodes=(
                *_asks(),
                End(outputs={"draft": ("draft", "text"), "said": ("llm", "text"), "sure": ("second", "__action_id")}),
            ),
        ),
        App(
            "pausing-chatflow",
            "advanced-chat",
            nodes=(
                *_asks(),
                Reply(id="reply", text="{{#draft.text#}}{{#llm.text#}} {{#second.__action_id#}}"),
            ),
        ),
        App("moderated-chatflow", "advanced-chat", nodes=(said, reply), moderation=moderation),
        App("replaced-chatflow", "advanced-chat", nodes=(said, reply), moderation=replaced),
        App("replaced-chat", "chat", moderation=replaced),
        App("annotated-chatflow", "advanced-chat", nodes=(said, reply)),
        App("speaking", "workflow", inputs=TEXT, nodes=(LLM(id="llm", prompt=text), End(outputs={"said": ("llm", "text")})), voice=voice),
        App("speaking-chatflow", "advanced-chat", nodes=(said, reply), voice=voice),
        App("speaking-chat", "chat", voice=voice),
        App("tool-agent", "agent-chat", answer=_tool_then_text),
    ]  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """One question to one app.

    Attributes:
        app: The app's name.
        mode: Dify's name of its mode.
        query: What is asked.
        has_run: Whether it leads to a run, which can be found again when its stream breaks.
        since: The oldest of the two servers on which it works.
        is_ordered: Whether its nodes come in the same order in each run.
        fails: Whether the answer is an error.
    """

    app: str
    mode: str
    query: str = QUERY
    has_run: bool = False
    since: str = OLDER
    is_ordered: bool = True
    fails: bool = False

    @property
    def is_chat(self) -> bool:
        return self.mode != "workflow"

    @property
    def speaks(self) -> bool:
        return self.app.startswith("speaking")

    @property
    def pauses(self) -> bool:
        return self.app.startswith("pausing")

    def request(self) -> tuple[str, dict[str, Any]]:
        """The path and body of the question."""
        path = {"workflow": "/workflows/run", "completion": "/completion-messages"}.get(self.mode, "/chat-messages")
        name = {"workflow": "text", "completion": "query"}.get(self.mode)
        inputs = {name: self.query} if name else {}
        return path, {"inputs": inputs, "query": self.query, "user": "alice", "response_mode": "streaming"}

    def ask(self, client: Any, **options: Any) -> Any:
        """Its stream."""
        if self.mode == "workflow":
            return client.workflows.stream_workflow(inputs={"text": self.query}, **options)
        if self.mode == "completion":
            return client.textgen.stream_completion_message(prompt=self.query, **options)
        return client.chat.stream_chat_message(query=self.query, **options)


BY_MODE = {
    "chat": Scenario("chat", "chat"),
    "agent": Scenario("tool-agent", "agent-chat"),
    "completion": Scenario("completion", "completion"),
    "chatflow": Scenario("chatflow", "advanced-chat", has_run=True),
    "workflow": Scenario("workflow", "workflow", has_run=True),
}
"""The plain one of each app mode."""

SCENARIOS = {
    "rich workflow": Scenario("rich", "workflow", has_run=True, is_ordered=False),
    "rich chatflow": Scenario("rich-chatflow", "advanced-chat", has_run=True, is_ordered=False),
    "failing workflow": Scenario("failing", "workflow", has_run=True),
    "failing chatflow": Scenario("failing-chatflow", "advanced-chat", has_run=True, fails=True),
    "pausing workflow": Scenario("pausing", "workflow", has_run=True, since=NEWER),
    "pausing chatflow": Scenario("pausing-chatflow", "advanced-chat", has_run=True, since=NEWER),
    "chatflow with a moderated question": Scenario("moderated-chatflow", "advanced-chat", BLOCKED),
    "chatflow with a moderated answer": Scenario("replaced-chatflow", "advanced-chat", has_run=True),
    "chat with a moderated answer": Scenario("replaced-chat", "chat"),
    "chatflow with an annotated question": Scenario("annotated-chatflow", "advanced-chat", ANNOTATED),
    "speaking workflow": Scenario("speaking", "workflow", has_run=True),
    "speaking chatflow": Scenario("speaking-chatflow", "advanced-chat", has_run=True),
    "speaking chat": Scenario("speaking-chat", "chat"),
}
"""The others."""

ALL = {**BY_MODE, **SCENARIOS}
