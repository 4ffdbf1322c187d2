"""What apps and datasets of the embedded Dify can do besides: annotations, speech, moderation, metadata, pipelines."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from testing.conversation import Talk, order

from pydify_plus.testing import (
    LLM,
    App,
    Code,
    Datasource,
    DifyServer,
    InputField,
    Moderation,
    Pipeline,
    Quirks,
    Reply,
    ToolCall,
    ToolFile,
    Voice,
)

MakeTalk = Callable[..., Talk]
QUICK = Quirks(linger=0, hang=0, resume_after=0)


def wait_for(condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + 5
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.001)
    return found


@pytest.mark.parametrize("app", ["chat", "agent", "chatflow"])
def test_an_annotation_answers_what_is_like_its_question(talk: MakeTalk, server: DifyServer, app: str) -> None:
    ann = talk(app)
    made = ann.send("createAnnotation", json={"question": "What is green tea?", "answer": "A drink."}, status=201)
    switch = {"score_threshold": 0.8, "embedding_provider_name": "embedded/echo/echo", "embedding_model_name": "x"}

    def turn(action: str) -> None:
        job = ann.send("initialAnnotationReplySettings", action, json=switch)
        ids = action, job["job_id"]
        wait_for(lambda: ann.send("getInitialAnnotationReplySettingsStatus", *ids)["job_status"] == "completed")

    def answer(query: str) -> str:
        return "".join(event.get("answer", "") for event in ann.streamed(query))

    assert answer("What is green tea") == "You said: What is green tea"
    turn("enable")
    assert ann.send("getChatAppParameters")["annotation_reply"]["enabled"] is True
    assert answer("what is green TEA") == "A drink."
    assert answer("What is coffee?") == "You said: What is coffee?"
    ann.send("updateAnnotation", made["id"], json={"question": "Coffee?", "answer": "Hot."})
    assert answer("Coffee?") == "Hot."
    listed = ann.send("getAnnotationList", params={"keyword": "coffee"})["data"]
    assert [(one["answer"], one["hit_count"]) for one in listed] == [("Hot.", 2)]
    turn("disable")
    assert answer("Coffee?") == "You said: Coffee?"
    ann.send("deleteAnnotation", made["id"], status=204)
    assert ann.send("getAnnotationList")["data"] == []


def test_answering_by_annotations_of_an_unknown_model_fails_in_its_job(talk: MakeTalk) -> None:
    ann = talk("completion")
    switch = {"score_threshold": 0.8, "embedding_provider_name": "nobody", "embedding_model_name": "x"}
    job = ann.send("initialAnnotationReplySettings", "enable", json=switch)["job_id"]
    ids = "enable", job
    failed = wait_for(
        lambda: (
            told := ann.send("getInitialAnnotationReplySettingsStatus", *ids),
            told["job_status"] == "error" and told,
        )[1]
    )
    assert failed["error_msg"] == "Provider nobody does not exist."
    ann.send("getInitialAnnotationReplySettingsStatus", "disable", job, status=400)


def test_speech_goes_both_ways() -> None:
    app = App("own", "chat", voice=Voice(audio=lambda text: text.encode() * 3), transcribe="Hello there")
    with DifyServer([app]) as server, Talk(server, "own") as ann, Talk(server, "completion") as mute:
        assert ann.send("textToAudioChat", json={"text": "abc"}) == b"abcabcabc"
        message = ann.ask("Hi")["message_id"]
        assert ann.send("textToAudioChat", json={"message_id": message}) == b"You said: Hi" * 3
        sent = {"files": {"file": ("a.wav", b"x", "audio/wav")}, "data": {}}
        assert ann.send("audioToText", **sent) == {"text": "Hello there"}
        assert mute.send("audioToText", status=400, **sent)["message"] == "Speech to text is not enabled"
        large = {"files": {"file": ("a.wav", bytes(31 * 1024 * 1024), "audio/wav")}, "data": {}}
        assert ann.send("audioToText", status=413, **large)["code"] == "audio_too_large"


@pytest.mark.parametrize("query", ["One.", "One. Two. Three. Four."])
def test_all_of_a_streamed_answer_is_heard(query: str) -> None:
    heard: list[str] = []
    app = App("own", "chat", answer=lambda turn: turn.query, voice=Voice(True, lambda text: heard.append(text) or b"x"))
    with DifyServer([app]) as server, Talk(server, "own") as ann:
        events = list(ann.streamed(query))
    assert "".join(heard) == query
    assert order(events)[-2:] == ["tts_message", "tts_message_end"]
    audio = [base64.b64decode(event["audio"]) for event in events if event["event"] == "tts_message"]
    assert audio == [b"x"] * len(heard)


@pytest.mark.parametrize("mode", ["chat", "advanced-chat"])
def test_moderation_blocks_questions_and_answers(mode: Any) -> None:
    moderation = Moderation(("secret", "hidden"), "Ask something else.", "No comment.")
    nodes = (LLM(id="llm", prompt="", answer="It is HIDDEN."), Reply(id="answer", text="{{#llm.text#}}"))
    form = (InputField("name"),)
    app = (
        App("own", mode, answer="It is HIDDEN.", moderation=moderation, inputs=form)
        if mode == "chat"
        else App("own", mode, nodes=nodes, moderation=moderation, inputs=form)
    )
    with DifyServer([app], quirks=QUICK) as server, Talk(server, "own") as ann:
        assert ann.ask("a Secret")["answer"] == "Ask something else."
        assert ann.ask("Hi", inputs={"name": "secret"})["answer"] == "Ask something else."
        told = ann.ask("Hi")
        assert told["answer"] == "No comment."
        replaced = [event for event in ann.streamed("Hi") if event["event"] == "message_replace"]
        assert [event["answer"] for event in replaced] == ["No comment."]
        params = {"conversation_id": told["conversation_id"]}
        assert ann.send("getConversationHistory", params=params)["data"][0]["answer"] == "No comment."
        assert ann.send("getChatAppParameters")["sensitive_word_avoidance"]["enabled"] is True


def test_a_file_that_a_tool_makes_can_be_fetched() -> None:
    file = ToolFile("plan.png", "image/png", b"picture")
    app = App("own", "agent-chat", answer=[ToolCall("draw", {}, "drawn", (file,)), "There."])
    with DifyServer([app]) as server, Talk(server, "own") as ann:
        events = list(ann.streamed("Draw"))
        made = next(event for event in events if event["event"] == "message_file")
        assert (made["type"], httpx.get(made["url"]).content) == ("image", b"picture")
        assert httpx.get(made["url"].replace("sign=", "sign=x")).status_code == 404
        params = {"conversation_id": made["conversation_id"]}
        files = ann.send("getConversationHistory", params=params)["data"][0]["message_files"]
        assert [(one["filename"], one["belongs_to"]) for one in files] == [("plan.png", "assistant")]


def test_an_end_user_is_found_by_id(talk: MakeTalk) -> None:
    ann = talk("chat", user="finder")
    message = ann.ask("Hi")["message_id"]
    ann.send("postChatMessageFeedback", message, json={"rating": "like"})
    given = [one for one in ann.send("getChatAppFeedbacks")["data"] if one["message_id"] == message]
    assert ann.send("getEndUserChat", given[0]["from_end_user_id"])["session_id"] == "finder"


@pytest.fixture
def library(server: DifyServer, talk: MakeTalk) -> tuple[Talk, str, dict[str, str]]:
    """A talk with a dataset of three texts, its id, and the ids of the texts by name."""
    kb = talk()
    dataset = kb.send("createDataset", json={"name": f"books {time.time()}", "indexing_technique": "high_quality"})[
        "id"
    ]
    texts = {name: f"A tale of {name} and a fox." for name in ("ant", "bee", "cat")}
    made = {
        name: kb.send("createDocumentFromText", dataset, json={"name": f"{name}.txt", "text": text})["document"]["id"]
        for name, text in texts.items()
    }
    wait_for(lambda: len(kb.send("retrieveSegments", dataset, json=search(top_k=3))["records"]) == 3)
    return kb, dataset, made


def search(**settings: Any) -> dict[str, Any]:
    model = {
        "search_method": "semantic_search",
        "reranking_enable": False,
        "top_k": 5,
        "score_threshold_enabled": False,
    }
    return {"query": "fox", "retrieval_model": {**model, **settings}}


FILTERS = [
    (("writer", "contains", "n"), "ant bee"),
    (("writer", "not contains", "n"), "cat"),
    (("writer", "start with", "A"), "ant"),
    (("writer", "end with", "en"), "bee"),
    (("writer", "is", "Ann"), "ant"),
    (("writer", "is not", "Ann"), "bee cat"),
    (("writer", "empty", None), "cat"),
    (("writer", "not empty", None), "ant bee"),
    (("writer", "in", ["Ann", "Cid"]), "ant"),
    (("writer", "not in", "Ann, Ben"), "cat"),
    (("year", "=", "2020"), "ant"),
    (("year", "≠", 2020), "bee cat"),
    (("year", ">", 2020), "bee"),
    (("year", "<", 2021), "ant"),
    (("year", "≥", 2020), "ant bee"),
    (("year", "≤", 2020), "ant"),
    (("when", "after", 1700000000), "bee"),
    (("when", "before", "2030-01-01"), "ant bee"),
]


def test_metadata_is_set_changed_and_searched_by(library: tuple[Talk, str, dict[str, str]]) -> None:
    kb, dataset, documents = library
    fields = {
        name: kb.send("createMetadataField", dataset, json={"name": name, "type": kind}, status=201)["id"]
        for name, kind in (("author", "string"), ("year", "number"), ("when", "time"))
    }

    def setting(name: str, partial: bool, **values: Any) -> dict[str, Any]:
        items = [{"id": fields.get(key, ""), "name": key, "value": value} for key, value in values.items()]
        return {"document_id": documents[name], "metadata_list": items, "partial_update": partial}

    first = [
        setting("ant", False, author="Ann", year=2020, when=1700000000),
        setting("bee", False, year=2021, when=1800000000),
        setting("bee", True, author="Ben"),
    ]
    kb.send("batchUpdateDocumentMetadata", dataset, json={"operation_data": first})
    kb.send("updateMetadataField", dataset, fields["author"], json={"name": "writer"})
    detail = kb.send("getDocumentDetail", dataset, documents["bee"])["doc_metadata"]
    assert {one["name"]: one["value"] for one in detail if one["id"] != "built-in"} == {
        "writer": "Ben",
        "year": 2021,
        "when": 1800000000,
    }
    assert [one["name"] for one in detail if one["id"] == "built-in"][:2] == ["document_name", "uploader"]

    def found(*conditions: tuple[str, str, Any], operator: str = "and") -> str:
        asked = [
            {"name": name, "comparison_operator": comparison, **({} if value is None else {"value": value})}
            for name, comparison, value in conditions
        ]
        wanted = {"logical_operator": operator, "conditions": asked}
        records = kb.send("retrieveSegments", dataset, json=search(metadata_filtering_conditions=wanted))["records"]
        return " ".join(sorted(one["segment"]["document"]["name"].removesuffix(".txt") for one in records))

    assert {condition: found(condition) for condition, _ in _hashable(FILTERS)} == dict(_hashable(FILTERS))
    assert found(("writer", "is", "Ann"), ("year", ">", 2020)) == ""
    assert found(("writer", "is", "Ann"), ("year", ">", 2020), operator="or") == "ant bee"
    assert found(("document_name", "is", "cat.txt")) == ""
    kb.send("toggleBuiltInMetadataField", dataset, "enable")
    assert found(("document_name", "is", "cat.txt")) == "cat"
    assert found(("source", "is", "file_upload")) == "ant bee cat"
    listed = kb.send("listMetadataFields", dataset)
    assert ({one["name"]: one["count"] for one in listed["doc_metadata"]}, listed["built_in_field_enabled"]) == (
        {"writer": 2, "year": 2, "when": 2},
        True,
    )
    kb.send("deleteMetadataField", dataset, fields["author"], status=204)
    assert found(("writer", "empty", None)) == "ant bee cat"
    long = {"name": "x" * 256, "type": "string"}
    assert "255" in kb.send("createMetadataField", dataset, json=long, status=400)["message"]


def _hashable(rows: list[Any]) -> list[Any]:
    return [
        ((name, operator, tuple(value) if isinstance(value, list) else value), names)
        for (name, operator, value), names in rows
    ]


def test_documents_come_back_as_they_were(library: tuple[Talk, str, dict[str, str]]) -> None:
    kb, dataset, documents = library
    link = kb.send("downloadDocument", dataset, documents["ant"])["url"]
    assert httpx.get(link).text == "A tale of ant and a fox."
    wanted = {"document_ids": [documents["bee"], documents["ant"], documents["bee"]]}
    archive = kb.send("downloadDocumentsZip", dataset, json=wanted)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert files.namelist()[:2] == ["bee.txt", "ant.txt"]
        assert files.read("bee.txt") == b"A tale of bee and a fox."


PIPELINE = Pipeline(
    "crawled",
    (
        Datasource("upload", "local_file"),
        Datasource("web", "website_crawl", finds=lambda inputs: [{"title": "Page", "content": f"At {inputs['url']}"}]),
        Datasource("broken", "website_crawl", finds=lambda inputs: [inputs["nothing"]]),
    ),
)


def test_a_pipeline_makes_documents_of_what_it_finds() -> None:
    with DifyServer(quirks=QUICK, indexing_step=0) as server, Talk(server) as kb:
        dataset = server.add_pipeline(PIPELINE)
        assert server.add_pipeline(PIPELINE) == dataset
        plugins = kb.send("listDatasourcePlugins", dataset)
        assert [one["node_id"] for one in plugins] == ["upload", "web", "broken"]

        def visit(node: str) -> dict[str, Any]:
            body = {"inputs": {"url": "here"}, "datasource_type": "website_crawl", "is_published": True}
            return list(kb.stream("runDatasourceNode", dataset, node, json=body))[-1]

        assert visit("broken") == {"event": "datasource_error", "error": "'nothing'"}
        assert visit("nowhere")["event"] == "datasource_error"
        pages = visit("web")["data"]
        run = {"inputs": {}, "start_node_id": "web", "is_published": True, "response_mode": "blocking"}
        body = {**run, "datasource_type": "website_crawl", "datasource_info_list": pages}
        # The description knows the keys of a file; what a crawl finds comes back as it was sent.
        made = kb.client.post(f"/datasets/{dataset}/pipeline/run", json=body).json()["documents"][0]
        assert made["data_source_info"] == pages[0]
        wait_for(
            lambda: kb.send("getDocumentDetail", dataset, made["id"])["indexing_status"] == "completed",
        )
        records = kb.send("retrieveSegments", dataset, json={"query": "here"})["records"]
        assert [one["segment"]["content"] for one in records] == ["At here"]
        files = {"file": ("tea.txt", b"Green tea.\n\nBlack tea.", "text/plain")}
        uploaded = kb.send("uploadPipelineFile", files=files, status=201)
        entry = {"reference": uploaded["id"], "name": "tea.txt"}
        draft = {**run, "is_published": False, "start_node_id": "upload", "datasource_type": "local_file"}
        told = kb.send("runPipeline", dataset, json={**draft, "datasource_info_list": [entry]})["data"]
        assert (told["status"], told["total_steps"]) == ("succeeded", 4)
        missing = {**draft, "response_mode": "streaming", "datasource_info_list": [{"reference": "gone"}]}
        ended = list(kb.stream("runPipeline", dataset, json=missing))[-1]["data"]
        assert (ended["status"], ended["error"]) == ("failed", "File not found for gone")
        plain = kb.send("createDataset", json={"name": "plain"})["id"]
        kb.send("runPipeline", plain, json=body, status=500)


def test_the_index_is_there_on_demand() -> None:
    for quirks, status in (Quirks(), 404), (Quirks(has_index=True), 200):
        with DifyServer(quirks=quirks) as server:
            response = httpx.get(f"{server.base_url}/")
            assert response.status_code == status
    assert response.json()["server_version"] == "1.14.2"


@pytest.mark.parametrize(
    ("version", "is_older"),
    [("1.9.2", True), ("1.9.0-rc1", True), ("1.10.0", False), ("1.16.0", False), ("main", False)],
)
def test_a_server_behaves_like_the_nearer_of_two_versions(version: str, is_older: bool) -> None:
    with DifyServer(version=version) as server, Talk(server) as kb:
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        deleted = kb.client.delete(f"/datasets/{dataset}")
        assert (deleted.status_code, deleted.headers["x-version"]) == (200 if is_older else 204, version)


@pytest.mark.parametrize("fails", [False, True])
def test_an_older_chatflow_says_its_last_after_its_run_is_finished(fails: bool) -> None:
    nodes = (Code(id="code", function=lambda: 1 / 0 if fails else {}), Reply(id="answer", text="Hi."))
    app = App("own", "advanced-chat", nodes=nodes, voice=Voice(autoplay=True))
    with DifyServer([app], version="1.9.2") as server, Talk(server, "own") as ann:
        body = {"inputs": {}, "query": "Hi", "user": "ann", "response_mode": "streaming"}
        text = ann.client.post("/chat-messages", json=body).text
    names = [line.partition('"event":"')[2].partition('"')[0] for line in text.split("\n\n") if line]
    last = ["workflow_finished", "error" if fails else "message_end", "tts_message_end"]
    assert [name for name in names if name != "tts_message"][-3:] == last
    assert names[-2:] == ["tts_message", "tts_message_end"]
