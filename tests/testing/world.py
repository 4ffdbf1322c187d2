"""A server with what the recordings were made of: apps, datasets, documents, known by the recorded ids."""

from __future__ import annotations

from typing import Any

import httpx

from pydify_plus.testing import (
    LLM,
    App,
    Assign,
    Code,
    ConversationVariable,
    DifyServer,
    End,
    InputField,
    Reply,
    Template,
)

_TEXT_FORM = InputField("text", required=True, max_length=256)


def _refuse() -> dict[str, Any]:
    raise ConnectionError("[Errno 111] Connection refused")


APPS = (
    App(
        "chat",
        "chat",
        "chat test app",
        inputs=(
            InputField("name", max_length=48),
            InputField("tone", "select", options=("formal", "casual"), default="formal"),
        ),
        opening_statement="Hello {{name}}!",
        suggested_questions=("What can you do?", "Who are you?"),
        follow_ups=("What else can you do?", "How does it work?", "Can you give an example?"),
    ),
    App(
        "chat-plain",
        "chat",
        inputs=(
            InputField("name", max_length=48),
            InputField("tone", "select", options=("formal", "casual"), default="formal"),
        ),
        uploads_images=False,
    ),
    App("without-provider", "chat", misconfigured="Provider langgenius/openai/openai does not exist."),
    App("without-model", "chat", misconfigured="Model gone not exist."),
    App("limited", "chat", max_concurrent=1),
    App("disabled", "chat", api_enabled=False),
    App("unpublished", "workflow", published=False, nodes=(End(outputs={}),)),
    App("unpublished-chatflow", "advanced-chat", published=False, nodes=(Reply(id="answer", text=""),)),
    App("new-chat", "chat", opening_statement=None),
    App(
        "agent",
        "agent-chat",
        "agent test app",
        inputs=(InputField("name", max_length=48), InputField("tone", "select")),
    ),
    App("completion", "completion", "completion test app", inputs=(InputField("query", "paragraph", required=True),)),
    App(
        "chatflow",
        "advanced-chat",
        "chatflow test app",
        inputs=(InputField("name", max_length=64), InputField("attachment", "file")),
        variables=(
            ConversationVariable("tags", ["a"], "array[string]"),
            ConversationVariable("profile", {"k": "v"}, "object"),
            ConversationVariable("last_query"),
            ConversationVariable("counter", 1, "number"),
        ),
        nodes=(
            Assign(id="assign", title="Assign", variable="counter", value=lambda old: old + 1),
            LLM(id="llm", title="LLM", prompt="{{#sys.query#}}", memory=True),
            Reply(id="answer", title="Answer", text="{{#llm.text#}}"),
        ),
        follow_ups=("What else can you do?", "How does it work?", "Can you give an example?"),
    ),
    App(
        "chatflow-form",
        "advanced-chat",
        inputs=(_TEXT_FORM,),
        nodes=(Reply(id="answer", title="Answer", text="{{#start.text#}}"),),
    ),
    App(
        "wf-basic",
        "workflow",
        "wf-basic test app",
        inputs=(_TEXT_FORM, InputField("number", "number"), InputField("doc", "file")),
        nodes=(
            Template(
                id="tpl",
                title="Template",
                template="Hello {{ text }} ({{ number }})",
                variables={"text": ("start", "text"), "number": ("start", "number")},
            ),
            End(outputs={"result": ("tpl", "output"), "number": ("start", "number"), "doc": ("start", "doc")}),
        ),
    ),
    App(
        "wf-llm",
        "workflow",
        inputs=(InputField("prompt", "paragraph", required=True),),
        nodes=(
            LLM(id="llm", title="LLM", prompt="{{#start.prompt#}}"),
            End(outputs={"answer": ("llm", "text"), "usage": ("llm", "usage")}),
        ),
    ),
    App(
        "wf-without-model",
        "workflow",
        inputs=(InputField("prompt", "paragraph", required=True),),
        nodes=(End(outputs={}),),
        misconfigured="Model is not configured",
    ),
    App(
        "wf-partial",
        "workflow",
        inputs=(InputField("text"),),
        nodes=(
            Code(id="http", title="HTTP", function=_refuse, on_error={"body": "default body"}),
            End(outputs={"body": ("http", "body")}),
        ),
    ),
)

USER = "rec-user-c5eb6e67"
TEXT = "Apples are red and sweet.\n\nBananas are yellow and soft.\n\nLemons are sour and bright."
RULE = {
    "mode": "custom",
    "rules": {
        "pre_processing_rules": [{"id": "remove_extra_spaces", "enabled": True}],
        "segmentation": {"separator": "\n\n", "max_tokens": 100, "chunk_overlap": 0},
    },
}
HIERARCHICAL_RULE = {
    "mode": "hierarchical",
    "rules": {
        "pre_processing_rules": [],
        "segmentation": {"separator": "\n\n", "max_tokens": 200, "chunk_overlap": 0},
        "parent_mode": "paragraph",
        "subchunk_segmentation": {"separator": ". ", "max_tokens": 50, "chunk_overlap": 0},
    },
}


class World:
    """The server with its apps, and what was there before the first recording that we have.

    Attributes:
        ids: The world's own id of each thing, by its recorded one.
    """

    def __init__(self, server: DifyServer) -> None:
        self.server = server
        self.ids: dict[str, str] = {
            "e84426df-d327-473a-a88f-92a03a798dc6": server.workflow_id("wf-basic"),
            "7c6cecbb-a39c-4d5a-b43f-85d2f0382ff5": server.workspace.apps_by_key[
                server.app_key("wf-basic")
            ].draft_workflow_id,
            "638adbea-b163-4da4-9d98-c59314bf7c11": server.app_id("limited"),
        }
        chat = {"inputs": {"name": "Bob", "tone": "formal"}, "query": "Tell me about apples", "user": USER}
        told = self.post("/chat-messages", chat, "chat")
        self.ids["a75ee1ec-b2eb-4a22-8f16-f342bebdf937"] = told["conversation_id"]
        self.ids["98f805ea-58b0-43a6-99e9-b4510224ad7d"] = told["message_id"]
        self.ids["7ffce079-0f38-4109-a276-c00b9641a65b"] = self.upload("pixel.png", "image/png", "chatflow")
        plain = self.post("/chat-messages", {"inputs": {}, "query": "hello", "user": USER}, "chat-plain")
        self.ids["e2caf229-3625-49a3-8726-3b643ac81908"] = plain["message_id"]
        self.dataset("ds-ed8aae-eco", "175f1504-e2ea-42b5-8f29-a2e87367fcb6", indexing_technique="economy")
        self.dataset("qa", "ae726d6e-2eae-4ae4-8f10-4d8eba01a1ab", indexing_technique="high_quality")
        self.dataset("kb", "8155391a-4d5d-4dcf-a549-2772728f5adf", indexing_technique="high_quality")
        self.dataset("big", "37c2f77b-f186-4b5b-992a-d18e0c557d1d", indexing_technique="economy")
        self.dataset("empty", "6fbdbace-fef6-42d9-929a-6926df66847a")
        self.dataset("attached", "b4cb75c1-b5d5-43bf-8ee4-2c1a66142669")
        hierarchical = self.dataset("hier", "700ac906-d06f-4a15-a8e8-9cd54b9f7368", indexing_technique="high_quality")
        made = self.post(
            f"/datasets/{hierarchical}/document/create-by-text",
            {
                "name": "hier.txt",
                "text": TEXT.replace(".", ". It is so."),
                "doc_form": "hierarchical_model",
                "process_rule": HIERARCHICAL_RULE,
            },
        )
        self.ids["7b53d7a3-b90f-4709-a8ae-ed67b7cf58a7"] = made["document"]["id"]

    def key(self, app: str | None) -> str:
        return self.server.dataset_key if app is None else self.server.app_key(app)

    def post(self, path: str, body: dict[str, Any], app: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key(app)}"}
        response = httpx.post(self.server.base_url + path, json=body, headers=headers)
        assert response.is_success, response.text
        return response.json()

    def upload(self, name: str, mime_type: str, app: str) -> str:
        response = httpx.post(
            f"{self.server.base_url}/files/upload",
            headers={"Authorization": f"Bearer {self.key(app)}"},
            data={"user": USER},
            files={"file": (name, b"content", mime_type)},
        )
        return str(response.json()["id"])

    def dataset(self, name: str, recorded_id: str, **settings: Any) -> str:
        made = self.post("/datasets", {"name": name, **settings})
        self.ids[recorded_id] = made["id"]
        return str(made["id"])
