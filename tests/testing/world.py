"""A server with what the recordings were made of: apps, datasets, documents, known by the recorded ids."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

import httpx
from recorded import Exchange

from pydify_plus.testing import (
    LLM,
    Agent,
    App,
    Assign,
    Code,
    ConversationVariable,
    Datasource,
    DifyServer,
    DocumentExtractor,
    End,
    FormAction,
    FormInput,
    HTTPAnswer,
    HTTPRequest,
    HumanInput,
    IfElse,
    InputField,
    KnowledgeIndex,
    KnowledgeRetrieval,
    Loop,
    Moderation,
    Node,
    Parallel,
    Pipeline,
    Reply,
    Template,
    ToolCall,
    Turn,
    Voice,
)
from pydify_plus.testing.provider import EMBEDDING_MODEL, PROVIDER
from pydify_plus.testing.script import Part

_TEXT_FORM = InputField("text", required=True, max_length=256)


VOICE = Voice()
ALOUD = Voice(autoplay=True)


def _refuse(method: str, url: str, body: str) -> HTTPAnswer:
    raise ConnectionError("[Errno 111] Connection refused")


def _transcript(content: bytes) -> str:
    return f"fake transcript of {len(content)} bytes"


def _approval(approved: Node, rejected: Node) -> HumanInput:
    return HumanInput(
        id="human",
        title="Approve",
        text="Please approve: {{#start.text#}}\n{{#$output.comment#}}",
        inputs=(FormInput("comment", default="fine"),),
        actions=(FormAction("approve", "Approve", "primary"), FormAction("reject", "Reject")),
        then={"approve": (approved,), "reject": (rejected,)},
    )


def _decision(node_id: str, title: str) -> End:
    return End(id=node_id, title=title, outputs={"comment": ("human", "comment"), "action": ("human", "__action_id")})


def _draft(start: str) -> tuple[Node, ...]:
    """The recorded pipeline's nodes, whose chunks are of the wrong kind."""
    return (
        DocumentExtractor(id="extract", title="Extract", variable=(start, "file")),
        Code(
            id="code",
            title="Chunk",
            function=lambda text: {"result": {"general_chunks": [{"content": part} for part in text.split("\n\n")]}},
            variables={"text": ("extract", "text")},
        ),
        KnowledgeIndex(chunks=("code", "result")),
    )


PIPELINE = Pipeline(
    "pipeline-ds 1",
    (
        Datasource("dsfile", "local_file", "File"),
        Datasource(
            "dscrawl",
            "website_crawl",
            "Crawl",
            (InputField("url", required=True, max_length=256),),
            lambda inputs: [
                {
                    "source_url": inputs["url"],
                    "content": "Crawled page text about apples.",
                    "title": "Fake page",
                    "description": "fake",
                }
            ],
        ),
        Datasource(
            "dsdocs",
            "online_document",
            "Docs",
            finds=lambda inputs: [
                {
                    "workspace_id": "ws1",
                    "workspace_name": "Fake workspace",
                    "workspace_icon": "",
                    "total": 1,
                    "pages": [
                        {
                            "page_id": "p1",
                            "page_name": "Page one",
                            "page_icon": None,
                            "type": "page",
                            "last_edited_time": "2025-01-01T00:00:00Z",
                            "parent_id": None,
                        }
                    ],
                }
            ],
        ),
    ),
    "pipeline dataset",
    inputs=(InputField("note"),),
    nodes=_draft,
)
UNPUBLISHED_PIPELINE = Pipeline("unpublished pipeline", (Datasource("x", "local_file"),), published=False)


async def _second() -> dict[str, str]:
    await asyncio.sleep(0.01)
    return {"result": "Code 2"}


def _agent(turn: Turn) -> list[Part]:
    return [ToolCall("fake_tool", {}, "ok"), "Agent ", "says: ", turn.query]


def _echoing(name: str, **features: Any) -> App:
    nodes = (
        LLM(id="llm", title="LLM", prompt="{{#sys.query#}}"),
        Reply(id="answer", title="Answer", text="{{#llm.text#}}"),
    )
    return App(name, "advanced-chat", nodes=nodes, **features)


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
        datasets=("app's dataset",),
        voice=VOICE,
        transcribe=_transcript,
    ),
    App("chat-tts", "chat", voice=ALOUD),
    App("chat-moderated", "chat", moderation=Moderation(("badword",), "Input blocked.", "Output blocked.")),
    App("chat-moderated-output", "chat", moderation=Moderation(("badword",), None, "Output blocked.")),
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
        inputs=(InputField("name", max_length=48), InputField("tone", "select", options=("formal", "casual"))),
        voice=VOICE,
        transcribe=_transcript,
    ),
    App(
        "completion",
        "completion",
        "completion test app",
        inputs=(InputField("query", "paragraph", required=True),),
        voice=VOICE,
        transcribe=_transcript,
    ),
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
        voice=VOICE,
        transcribe=_transcript,
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
        voice=VOICE,
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
        nodes=(LLM(id="llm", title="LLM", prompt="{{#start.prompt#}}"), End(outputs={"answer": ("llm", "text")})),
        misconfigured="Model is not configured",
    ),
    App(
        "wf-partial",
        "workflow",
        inputs=(InputField("text"),),
        nodes=(
            HTTPRequest(
                id="http",
                title="HTTP",
                url="http://127.0.0.1:5999/dead",
                answer=_refuse,
                on_error={"body": "default body"},
            ),
            End(outputs={"body": ("http", "body")}),
        ),
    ),
    App(
        "wf-failed",
        "workflow",
        inputs=(InputField("text"),),
        nodes=(
            HTTPRequest(
                id="http",
                title="HTTP",
                url="http://127.0.0.1:5999/dead",
                answer=_refuse,
                retries=2,
                retry_delay=0.001,
            ),
            End(outputs={"body": ("http", "body")}),
        ),
    ),
    App(
        "wf-loop",
        "workflow",
        nodes=(
            Loop(
                id="loop",
                title="Loop",
                variables={"num": 1},
                nodes=(
                    Assign(id="add", title="Variable Assigner", variable=("loop", "num"), value=lambda old: old + 1),
                ),
                until=lambda variables: variables["num"] >= 5,
            ),
            End(outputs={"num": ("loop", "num")}),
        ),
    ),
    App(
        "wf-parallel",
        "workflow",
        inputs=(InputField("switch", "number"),),
        nodes=(
            IfElse(
                id="fork",
                title="IF/ELSE",
                variable=("start", "switch"),
                test=lambda switch: switch == 1,
                then=(
                    Parallel(
                        ways=(
                            (Code(id="code-1", title="Code 1", function=lambda: {"result": "Code 1"}),),
                            (Code(id="code-2", title="Code 2", function=_second),),
                        )
                    ),
                ),
                otherwise=(Code(id="code-3", title="Code 3", function=lambda: {"result": "Code 3"}),),
            ),
            End(outputs={str(number): (f"code-{number}", "result") for number in (1, 2, 3)}),
        ),
    ),
    App(
        "wf-agent",
        "workflow",
        inputs=(InputField("prompt", "paragraph", required=True),),
        nodes=(
            Agent(id="agent", title="Agent", query="{{#start.prompt#}}", answer=_agent),
            End(outputs={"answer": ("agent", "text")}),
        ),
    ),
    App(
        "chatflow-agent",
        "advanced-chat",
        nodes=(
            Agent(id="agent", title="Agent", answer=_agent),
            Reply(id="answer", title="Answer", text="{{#agent.text#}}"),
        ),
    ),
    App(
        "chatflow-knowledge",
        "advanced-chat",
        nodes=(
            KnowledgeRetrieval(id="kb", title="KB", dataset="app's dataset"),
            LLM(id="llm", title="LLM", prompt="{{#sys.query#}}", context=("kb", "result")),
            Reply(id="answer", title="Answer", text="{{#llm.text#}}"),
        ),
    ),
    _echoing("chatflow-tts", voice=ALOUD),
    _echoing("chatflow-moderated-input", moderation=Moderation(("badword",), "Input blocked.")),
    _echoing("chatflow-moderated-output", moderation=Moderation(("badword",), None, "Output blocked.")),
    App(
        "wf-tts",
        "workflow",
        inputs=(InputField("prompt", "paragraph", required=True),),
        nodes=(LLM(id="llm", title="LLM", prompt="{{#start.prompt#}}"), End(outputs={"answer": ("llm", "text")})),
        voice=ALOUD,
    ),
    App(
        "wf-human",
        "workflow",
        inputs=(_TEXT_FORM,),
        nodes=(_approval(_decision("ok", "approved"), _decision("no", "rejected")),),
    ),
    App(
        "chatflow-human",
        "advanced-chat",
        inputs=(_TEXT_FORM,),
        nodes=(
            _approval(
                Reply(id="ok", title="approved", text="approved: {{#human.comment#}}"),
                Reply(id="no", title="rejected", text="rejected: {{#human.comment#}}"),
            ),
        ),
        voice=VOICE,
        transcribe=_transcript,
    ),
)

RECORDED = {
    "1.14.2": {
        "user": "rec-user-c5eb6e67",
        "published workflow": "e84426df-d327-473a-a88f-92a03a798dc6",
        "draft workflow": "7c6cecbb-a39c-4d5a-b43f-85d2f0382ff5",
        "limited app": "638adbea-b163-4da4-9d98-c59314bf7c11",
        "conversation": "a75ee1ec-b2eb-4a22-8f16-f342bebdf937",
        "message": "98f805ea-58b0-43a6-99e9-b4510224ad7d",
        "plain message": "e2caf229-3625-49a3-8726-3b643ac81908",
        "file": "7ffce079-0f38-4109-a276-c00b9641a65b",
        "failed run": "a2db8d2e-037b-4e6a-9d67-79c8533eabd8",
        "paused run": "8c8adf41-71e0-4823-8731-b5e4b9360c88",
        "form": "BcwqQBKY467B92wJCNuWRC",
        "economic dataset": "175f1504-e2ea-42b5-8f29-a2e87367fcb6",
        "question dataset": "ae726d6e-2eae-4ae4-8f10-4d8eba01a1ab",
        "app's dataset": "8155391a-4d5d-4dcf-a549-2772728f5adf",
        "big dataset": "37c2f77b-f186-4b5b-992a-d18e0c557d1d",
        "attached dataset": "b4cb75c1-b5d5-43bf-8ee4-2c1a66142669",
        "hierarchical dataset": "700ac906-d06f-4a15-a8e8-9cd54b9f7368",
        "hierarchical document": "7b53d7a3-b90f-4709-a8ae-ed67b7cf58a7",
        "pipeline": "6fbdbace-fef6-42d9-929a-6926df66847a",
        "unpublished pipeline": "759d8e78-ca10-4daa-abcd-3bb38ca79703",
    },
    "1.9.2": {
        "user": "rec-user-d18313ed",
        "draft workflow": "0d6d2b56-212f-4505-aaa8-de1b6437bdc6",
        "conversation": "49b819f6-59aa-43f0-9f2b-203f169eaa0d",
        "message": "c51454b5-b060-416e-972d-c3181e8d68a3",
        "plain message": "1694b88d-2f14-4a82-83ca-36a4fe75a2af",
        "conversation with a file": "9d3907c8-a6bc-44e3-a15b-1e1a45a0ec75",
        "conversation to delete": "7cf2d457-27b9-49bd-a128-babc0b3b833f",
        "conversation with a made file": "16e58743-624e-4480-8e9a-109f9d2e5e19",
        "file": "fd21d9fe-ba43-462a-8eb0-3eda997de574",
        "failed run": "677a8b6d-0972-4be4-a0ce-d8f36922e7f4",
        "partial run": "8380c924-5ba1-4835-9588-86773e55b699",
        "annotation job": "c4151a44-a113-474c-ace9-ae3684bc563f",
        "question dataset": "b22c3c04-70dd-4997-a20a-19a877b4a4ca",
        "big dataset": "fe0a0bbd-2ad7-40b0-8b16-09f90486edf4",
        "attached dataset": "345bd96b-5346-490c-a4d5-0b45704289dc",
        "hierarchical dataset": "acb2ee0c-627b-4ba0-9e08-7e9169e0e2d1",
        "pipeline": "f663883e-a3ca-4e25-ac53-ba071cc389e8",
    },
}
"""The user of the recordings, and the ids of what was there before those of them that we have."""


def apps_of(version: str) -> tuple[App, ...]:
    """The apps as that Dify had them: it has its own words for a model that cannot be used."""
    if version == "1.14.2":
        return APPS
    words = "Model fake-chat credentials is not initialized."
    return tuple(replace(app, misconfigured=words) if app.name == "wf-without-model" else app for app in APPS)


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

    Args:
        version: The Dify that was recorded.

    Attributes:
        ids: The world's own id of each thing, by its recorded one.
    """

    def __init__(self, server: DifyServer, version: str) -> None:
        self.server = server
        self.recorded = RECORDED[version]
        self.user = self.recorded["user"]
        self.ids: dict[str, str] = {}
        self.client = httpx.Client(base_url=server.base_url, timeout=20, verify=False)
        self.know("published workflow", server.workflow_id("wf-basic"))
        self.know("draft workflow", server.workspace.apps_by_key[server.app_key("wf-basic")].draft_workflow_id)
        self.know("limited app", server.app_id("limited"))
        self.talk()
        self.annotate()
        self.learn_things()
        self.run_workflows()

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def know(self, name: str, own: str) -> None:
        if name in self.recorded:
            self.ids[self.recorded[name]] = own

    def talk(self) -> None:
        """What was said before."""
        told = self.ask("chat", "Tell me about apples", inputs={"name": "Bob", "tone": "formal"})
        self.know("conversation", told["conversation_id"])
        self.know("message", told["message_id"])
        self.know("plain message", self.ask("chat-plain", "hello")["message_id"])
        self.know("file", self.upload("pixel.png", "image/png", "chatflow"))
        sent = {
            "type": "image",
            "transfer_method": "local_file",
            "upload_file_id": self.upload("pixel.png", "image/png", "chat"),
        }
        self.know("conversation with a file", self.ask("chat", "Look", files=[sent])["conversation_id"])
        if "conversation to delete" in self.recorded:
            nobody = self.ask("chat", "Who?", user="DEFAULT-USER")
            self.know("conversation to delete", nobody["conversation_id"])
            made = self.stream("agent", '[[call:tts:{"text":"hi"}]]', "rec-user-28943853")
            self.know("conversation with a made file", made["conversation_id"])

    def annotate(self) -> None:
        """What people had written."""
        if "paused run" in self.recorded:
            self.switch_annotations("completion", "nope", "nope")
        annotation = {"question": "What is Dify?", "answer": "A platform."}
        self.post("/apps/annotations", annotation, "chatflow-tts")
        self.switch_annotations("chatflow-tts", PROVIDER, EMBEDDING_MODEL)

    def switch_annotations(self, app: str, provider: str, model: str) -> str:
        switch = {"score_threshold": 0.9, "embedding_provider_name": provider, "embedding_model_name": model}
        return str(self.post("/apps/annotation-reply/enable", switch, app)["job_id"])

    def learn_things(self) -> None:
        """The knowledge that there was."""
        if "economic dataset" in self.recorded:
            self.dataset("economic dataset", name="ds-ed8aae-eco", indexing_technique="economy")
        self.dataset("question dataset", indexing_technique="high_quality")
        known = self.dataset("app's dataset", indexing_technique="high_quality")
        self.post(
            f"/datasets/{known}/document/create-by-text", {"name": "fruit.txt", "text": TEXT, "process_rule": RULE}
        )
        self.dataset("big dataset", indexing_technique="economy")
        self.dataset("attached dataset")
        self.know("pipeline", self.server.add_pipeline(PIPELINE))
        self.know("unpublished pipeline", self.server.add_pipeline(UNPUBLISHED_PIPELINE))
        hierarchical = self.dataset("hierarchical dataset", indexing_technique="high_quality")
        if "hierarchical document" in self.recorded:
            made = self.post(
                f"/datasets/{hierarchical}/document/create-by-text",
                {
                    "name": "hier.txt",
                    "text": TEXT.replace(".", ". It is so."),
                    "doc_form": "hierarchical_model",
                    "process_rule": HIERARCHICAL_RULE,
                },
            )
            self.know("hierarchical document", made["document"]["id"])

    def run_workflows(self) -> None:
        """The runs that there were."""
        for name, app in ("failed run", "wf-failed"), ("partial run", "wf-partial"):
            self.know(name, self.post("/workflows/run", {"inputs": {}, "user": self.user}, app)["workflow_run_id"])
        if "paused run" in self.recorded:
            paused = self.post("/workflows/run", {"inputs": {"text": "please"}, "user": self.user}, "wf-human")
            self.know("paused run", paused["workflow_run_id"])
            self.know("form", paused["data"]["reasons"][0]["form_token"])

    def between(self, recorded: Exchange) -> None:
        """Do what was done before a recording by other means than the API, or by a request that we have not."""
        datasets = self.server.workspace.datasets.values()
        if "err-expired" in recorded.name:
            self.server.expire_forms()
        elif recorded.case == "err-archived":
            path, _, document = recorded.request["path"].rpartition("/")
            for theirs, own in self.ids.items():
                path, document = path.replace(theirs, own), document.replace(theirs, own)
            headers = {"Authorization": f"Bearer {self.key(None)}"}
            url = f"{path}/status/archive"
            self.client.patch(url, json={"document_ids": [document]}, headers=headers).raise_for_status()
        elif recorded.case == "ok-done":
            self.know("annotation job", self.switch_annotations("chat", PROVIDER, EMBEDDING_MODEL))
            time.sleep(0.05)
        elif "Dataset" in recorded.operation and "api-disabled" in recorded.case:
            named = self.ids[recorded.request["path"].rpartition("/")[2]]
            next(one for one in datasets if one.id == named).api_enabled = False
        elif "unpublished-workflow" in recorded.case:
            for dataset in datasets:
                dataset.api_enabled = True

    def key(self, app: str | None) -> str:
        return self.server.dataset_key if app is None else self.server.app_key(app)

    def post(self, path: str, body: dict[str, Any], app: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key(app)}"}
        response = self.client.post(path, json=body, headers=headers)
        assert response.is_success, response.text
        return response.json()

    def ask(self, app: str, query: str, **more: Any) -> Any:
        return self.post("/chat-messages", {"inputs": {}, "query": query, "user": self.user, **more}, app)

    def stream(self, app: str, query: str, user: str) -> Any:
        """The first event of a stream that is read to its end."""
        body = {"inputs": {}, "query": query, "user": user, "response_mode": "streaming"}
        headers = {"Authorization": f"Bearer {self.key(app)}"}
        response = self.client.post("/chat-messages", json=body, headers=headers)
        return json.loads(response.text.partition("\n")[0].removeprefix("data: "))

    def upload(self, name: str, mime_type: str, app: str) -> str:
        response = self.client.post(
            "/files/upload",
            headers={"Authorization": f"Bearer {self.key(app)}"},
            data={"user": self.user},
            files={"file": (name, b"content", mime_type)},
        )
        return str(response.json()["id"])

    def dataset(self, known_as: str, **settings: Any) -> str:
        made = self.post("/datasets", {"name": known_as, **settings})
        self.know(known_as, made["id"])
        return str(made["id"])
