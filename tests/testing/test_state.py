"""A server that keeps its state in a file."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from testing.conversation import Talk

from pydify_plus.testing import (
    App,
    Code,
    Datasource,
    DifyServer,
    End,
    FormAction,
    HumanInput,
    InputField,
    Pipeline,
    Quirks,
    state,
)


def served(path: Path, *apps: App, **options: Any) -> DifyServer:
    return DifyServer(
        apps, state=path / "dify.sqlite3", quirks=Quirks.none(), chunk_delay=0, indexing_step=0, **options
    )


def indexed(kb: Talk, dataset: str, batch: str) -> None:
    until = time.monotonic() + 5
    while kb.send("getDocumentIndexingStatus", dataset, batch)["data"][0]["indexing_status"] != "completed":
        assert time.monotonic() < until


def test_everything_is_there_again(tmp_path: Path) -> None:
    with served(tmp_path) as server, Talk(server, "chatflow") as flow, Talk(server, "chat") as chat, Talk(server) as kb:
        keys = server.dataset_key, server.app_key("chat"), server.workflow_id("chatflow")
        told = flow.ask("Hello")
        conversation = told["conversation_id"]
        file = chat.send("uploadChatFile", status=201, files={"file": ("a.txt", b"abc", "text/plain")}, data={})
        image = {"type": "image", "transfer_method": "local_file", "upload_file_id": file["id"]}
        shown = chat.ask("Look", files=[image])["message_id"]
        chat.send("postChatMessageFeedback", shown, json={"rating": "like", "content": "good"})
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        text = {"name": "tea.txt", "text": "Green tea.", "indexing_technique": "high_quality"}
        indexed(kb, dataset, kb.send("createDocumentFromText", dataset, json=text)["batch"])
        before = {
            "variables": flow.send("getConversationVariables", conversation),
            "messages": chat.send("getConversationHistory", params={"conversation_id": chat_of(chat)}),
            "feedbacks": chat.send("getChatAppFeedbacks"),
            "documents": kb.send("listDocuments", dataset),
        }
    for _ in range(2):
        with (
            served(tmp_path) as server,
            Talk(server, "chatflow") as flow,
            Talk(server, "chat") as chat,
            Talk(server) as kb,
        ):
            assert (server.dataset_key, server.app_key("chat"), server.workflow_id("chatflow")) == keys
            assert before["variables"] == flow.send("getConversationVariables", conversation)
            assert before["feedbacks"] == chat.send("getChatAppFeedbacks")
            assert before["documents"] == kb.send("listDocuments", dataset)
            messages = chat.send("getConversationHistory", params={"conversation_id": chat_of(chat)})
            assert [one["answer"] for one in messages["data"]] == [one["answer"] for one in before["messages"]["data"]]
            assert chat.client.get(f"/files/{file['id']}/preview", params={"user": "ann"}).content == b"abc"
            assert kb.send("retrieveSegments", dataset, json={"query": "tea"})["records"]
    with served(tmp_path) as server, Talk(server, "chatflow") as flow:
        assert flow.ask("Again", conversation_id=conversation)["conversation_id"] == conversation
        assert flow.send("getConversationVariables", conversation)["data"] != before["variables"]["data"]


def chat_of(talk: Talk) -> str:
    return str(talk.send("getConversationsList")["data"][0]["id"])


def test_apps_go_on_under_their_names(tmp_path: Path) -> None:
    first = App("weather", "chat", answer="It rains.")
    with served(tmp_path, first) as server, Talk(server, "weather") as talk:
        key, conversation = server.app_key("weather"), talk.ask("How is it?")["conversation_id"]
    with served(tmp_path) as server, pytest.raises(KeyError):
        server.app_key("weather")  # not declared now, and kept all the same
    with served(tmp_path, App("weather", "chat", answer="The sun shines.")) as server, Talk(server, "weather") as talk:
        assert server.app_key("weather") == key
        assert talk.ask("And now?", conversation_id=conversation)["answer"] == "The sun shines."
    with served(tmp_path, App("weather", "chat", key="app-other")) as server, Talk(server, "weather") as talk:
        assert talk.send("getConversationsList")["data"][0]["id"] == conversation
    with pytest.raises(ValueError, match="another name"):
        served(tmp_path, App("weather", "completion"))
    assert served(tmp_path, dataset_key="dataset-declared").dataset_key == "dataset-declared"


SERVE = """
import sys, time
from pydify_plus.testing import DifyServer, Quirks
server = DifyServer(state=sys.argv[1], quirks=Quirks.none()).start()
print(server.base_url, server.app_key(), flush=True)
time.sleep(60)
"""


def test_a_killed_server_has_kept_what_it_answered_a_second_before(tmp_path: Path) -> None:
    code = [sys.executable, "-c", SERVE, str(tmp_path / "dify.sqlite3")]
    environment = {**os.environ, "PYTHONPATH": str(Path(state.__file__).parents[2])}
    with subprocess.Popen(code, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        base_url, key = process.stdout.readline().split()
        answer = httpx.post(
            f"{base_url}/chat-messages",
            json={"inputs": {}, "query": "Remember me", "user": "ann"},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.is_success
        time.sleep(2 * state.SAVE_EVERY)
        process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    with served(tmp_path) as server, Talk(server, "chat") as talk:
        assert [one["name"] for one in talk.send("getConversationsList")["data"]] == ["Remember me"]


def test_what_was_going_on_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    with served(tmp_path) as server, Talk(server, "chat") as talk:
        stream = talk.streamed("[[slow]]")
        assert next(stream)["answer"] == "word0 "
        server.stop()
        stream.close()
    with served(tmp_path) as server, Talk(server, "chat") as talk:
        messages = talk.send("getConversationHistory", params={"conversation_id": chat_of(talk)})
        assert messages["data"][0]["answer"].startswith("word0 ")


def test_one_file_is_for_one_server_at_a_time(tmp_path: Path) -> None:
    one, other = served(tmp_path), served(tmp_path)
    with one, pytest.raises(RuntimeError, match="Another server has its state"):
        other.start()
    with pytest.raises(RuntimeError, match="make it anew"):
        other.start()
    with served(tmp_path) as server:
        assert server.app_key() == one.app_key()
    assert (tmp_path / "dify.sqlite3").stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_a_taken_port_lets_go_of_the_file(tmp_path: Path) -> None:
    with DifyServer() as taken, pytest.raises(OSError, match="in use"):
        served(tmp_path, port=int(taken.url.rpartition(":")[2])).start()
    with served(tmp_path):
        pass


def test_the_content_of_a_file_is_written_once(tmp_path: Path) -> None:
    for _ in range(2):
        with served(tmp_path) as server, Talk(server, "chat") as talk:
            talk.send("uploadChatFile", status=201, files={"file": ("a.txt", b"x" * 100_000, "text/plain")}, data={})
    database = sqlite3.connect(tmp_path / "dify.sqlite3")
    ((snapshot,), (files,)) = (
        database.execute(query).fetchone()
        for query in ("SELECT length(content) FROM snapshot", "SELECT count(*) FROM files")
    )
    database.close()
    assert files == 2
    assert snapshot < 50_000


class Stranger:
    """Something that no file of the server's holds."""

    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("made by a file",)


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\0" * 100])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dify.sqlite3").write_bytes(content)
    with pytest.raises(ValueError, match="move it away, or give another path"):
        served(tmp_path)


@pytest.mark.parametrize("what", ["another version", "a stranger"])
def test_state_of_another_version_and_strange_objects_are_refused(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(tmp_path) as server, Talk(server, "chat") as talk:
        talk.ask("Hello")
    database = sqlite3.connect(tmp_path / "dify.sqlite3")
    if what == "a stranger":
        database.execute("UPDATE snapshot SET content = ?", (pickle.dumps(Stranger()),))
    else:
        shapes = {("pydify_plus.testing.store", "Message"): ["id", "text"]}
        database.execute("UPDATE snapshot SET shapes = ?", (pickle.dumps(shapes),))
    database.commit()
    database.close()
    with pytest.raises(ValueError, match="none of the server's own kinds" if what == "a stranger" else "other fields"):
        served(tmp_path)
    assert not capsys.readouterr().out


def test_what_no_file_can_hold_is_an_error_that_says_so(tmp_path: Path) -> None:
    node = Code(id="code", function=lambda: {"made": lambda: 1})
    app = App("odd", "workflow", nodes=(node, End(outputs={})))
    server = served(tmp_path, app).start()
    with Talk(server, "odd") as talk:
        talk.client.post("/workflows/run", json={"inputs": {}, "user": "ann"})
    with pytest.raises(TypeError, match="cannot be kept"):
        server.stop()
    served(tmp_path).start().stop()


def test_a_run_that_waits_for_somebody_goes_on_after_a_restart(tmp_path: Path) -> None:
    ask = HumanInput(
        id="ask",
        text="Publish {{#start.text#}}?",
        actions=(FormAction("yes"), FormAction("no")),
        then={"yes": (End(outputs={"text": ("start", "text")}),), "no": (End(id="no", outputs={}),)},
    )
    app = App("publish", "workflow", inputs=(InputField("text"),), nodes=(ask,))
    with served(tmp_path, app) as server, Talk(server, "publish") as talk:
        body = {"inputs": {"text": "the news"}, "response_mode": "streaming"}
        paused = list(talk.stream("executeWorkflow", json=body))[-1]
        assert paused["event"] == "workflow_paused"
        token = paused["data"]["reasons"][0]["form_token"]
        run = paused["workflow_run_id"]
    with served(tmp_path):
        pass  # the app is not declared here, and nobody is asked
    with served(tmp_path, app) as server, Talk(server, "publish") as talk:
        talk.send("submitChatflowHumanInputForm", token, json={"inputs": {}, "action": "yes"})
        until = time.monotonic() + 5
        while (told := talk.send("getWorkflowRunDetail", run))["status"] != "succeeded":
            assert time.monotonic() < until, told
        assert told["outputs"] == {"text": "the news"}


def test_a_pipeline_goes_on_under_its_name(tmp_path: Path) -> None:
    def pages(inputs: Any) -> list[Any]:
        return []

    told: list[Any] = []
    for _ in range(2):
        with served(tmp_path) as server, Talk(server) as kb:
            pipeline = Pipeline("docs", (Datasource("crawl", "website_crawl", finds=pages),))
            dataset = server.add_pipeline(pipeline)
            told.append(
                (
                    dataset,
                    kb.send("getDatasetDetail", dataset)["pipeline_id"],
                    kb.client.get(f"/datasets/{dataset}/pipeline/datasource-plugins").json(),
                    server.workspace.pipelines[dataset].workflow_id,
                )
            )
    assert told[0] == told[1]
    assert told[0][2][0]["credentials"]
