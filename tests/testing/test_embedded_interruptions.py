"""The embedded Dify beside the recorded one where that takes more than one request at a time: stops, cuts, silence, limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from recorded import FOLDERS, Exchange, exchanges
from testing.conversation import order, recorded_order
from testing.shapes import faults_of
from testing.world import APPS, RECORDED

from pydify_plus.testing import DifyServer, Quirks

ALL = [one for version in FOLDERS for one in exchanges(version)]
APP_OF = {"sendChatMessage": "chatflow", "executeWorkflow": "wf-llm", "createCompletionMessage": "completion"}
WHOLE = "".join(f"word{index} " for index in range(30))


def recordings(part: str) -> list[Exchange]:
    found = [one for one in ALL if part in one.name]
    assert found
    return found


class Client:
    """Requests to an embedded server, answered as recordings are.

    Args:
        like: A recording, whose version and user are meant.
    """

    def __init__(self, server: DifyServer, app: str, like: Exchange) -> None:
        self.like = like
        self.user = (like.request.get("json") or {}).get("user") or RECORDED[like.version]["user"]
        headers = {"Authorization": f"Bearer {server.app_key(app)}"}
        self.http = httpx.Client(base_url=server.base_url, headers=headers, timeout=20, verify=False)

    def stream(self, method: str, path: str, **request: Any) -> Generator[dict[str, Any], None, None]:
        with self.http.stream(method, path, **request) as response:
            assert response.status_code == 200, response.read()
            for line in response.iter_lines():
                if line == "event: ping":
                    yield {"event": "ping"}
                elif line:
                    yield json.loads(line.removeprefix("data: "))

    def send(self, like: Exchange, path: str, **request: Any) -> Any:
        """The answer to a request like a recorded one, which must be of the same status and shape."""
        response = self.http.request(like.request["method"], path, **request)
        assert response.status_code == like.status
        answer = {"status": response.status_code, "headers": dict(response.headers), "json": response.json()}
        assert not faults_of(Exchange(like.name, like.version, {**like.data, "response": answer}))
        return response.json()


@contextmanager
def client_for(like: Exchange, app: str, **quirks: float) -> Iterator[Client]:
    options = Quirks(**{"linger": 0, "hang": 0, **quirks})
    with DifyServer(APPS, quirks=options, chunk_delay=0, version=like.version) as server:
        client = Client(server, app, like)
        with client.http:
            yield client


def body_of(recorded: Exchange, *words: tuple[str, str]) -> Any:
    """A recorded request's body, at a pace that a test can wait for."""
    text = json.dumps(recorded.request["json"])
    for theirs, own in words:
        text = text.replace(theirs, own)
    return json.loads(text)


STOPPED = [one for one in ALL if "stopped" in one.case and one.is_stream]
STOPS = {
    "sendChatMessage": ("stopChatMessageGeneration", "/chat-messages/{}/stop"),
    "executeWorkflow": ("stopWorkflowTaskGeneration", "/workflows/tasks/{}/stop"),
    "createCompletionMessage": ("stopGenerate", "/completion-messages/{}/stop"),
}


@pytest.mark.parametrize("recorded", STOPPED, ids=str)
def test_a_stopped_stream_ends_as_recorded(recorded: Exchange) -> None:
    operation, path = STOPS[recorded.operation]
    stop = next(
        one for one in ALL if one.version == recorded.version and one.operation == operation and "ok" in one.case
    )
    with client_for(recorded, APP_OF[recorded.operation]) as client:
        words = ("[[slow]]", "[[chunks:50]][[delay:20]]")
        told: list[dict[str, Any]] = []
        for event in client.stream("POST", recorded.request["path"], json=body_of(recorded, words)):
            told.append(event)
            if "word2 " in json.dumps(event):
                answer = client.send(stop, path.format(event["task_id"]), json={"user": client.user})
                assert answer == stop.json
        assert order(told) == recorded_order(recorded)
        assert told[-1].keys() == recorded.events[-1].keys()
        details = [one for one in ALL if one.case == "ok-stopped" and one.version == recorded.version]
        if recorded.operation == "executeWorkflow" and details:
            detail = client.send(details[0], f"/workflows/run/{told[-1]['workflow_run_id']}")
            assert detail["status"] == details[0].json["status"]


@pytest.mark.parametrize("recorded", recordings("pings-streaming"), ids=str)
def test_silence_is_filled_with_pings_as_recorded(recorded: Exchange) -> None:
    app = next(app for app in ("chatflow", "agent", "chat", "wf-llm") if app in f"{recorded.case} wf-llm")
    with client_for(recorded, app, ping_every=0.1) as client:
        slow = body_of(recorded, ("[[delay:12000]]", "[[delay:150]]"))
        assert order(client.stream("POST", recorded.request["path"], json=slow)) == recorded_order(recorded)


@pytest.mark.parametrize("recorded", recordings("slow-blocking"), ids=str)
def test_a_slow_blocking_answer_is_as_recorded(recorded: Exchange) -> None:
    with client_for(recorded, "completion", ping_every=0.01) as client:
        body = body_of(recorded, ("[[delay:6000]]", "[[delay:30]]"))
        answer = client.send(recorded, recorded.request["path"], json=body)
        assert answer["answer"] == recorded.json["answer"]


@pytest.mark.parametrize("recorded", recordings("err-429-too-many"), ids=str)
def test_one_generation_too_many_is_refused_as_recorded(recorded: Exchange) -> None:
    with client_for(recorded, "limited") as client:
        slow = {"inputs": {}, "query": "[[slow]]", "user": client.user, "response_mode": "streaming"}
        stream = client.stream("POST", "/chat-messages", json=slow)
        next(stream)
        refused = client.send(recorded, "/chat-messages", json=recorded.request["json"])
        app_id = refused["message"].rpartition(" is ")[0].rpartition(" ")[2]
        assert refused["message"].replace(app_id, "") == recorded.json["message"].replace(
            recorded.json["message"].rpartition(" is ")[0].rpartition(" ")[2], ""
        )
        stream.close()


def cut(part: str) -> dict[str, Exchange]:
    """The recordings of one cut, by what was done."""
    return {one.name.rpartition("-")[2]: one for one in recordings(f"cut-{part}-")}


def after_word(number: int) -> Callable[[dict[str, Any]], bool]:
    return lambda event: f"word{number} " in json.dumps(event)


@pytest.mark.parametrize("app", ["workflow", "chatflow"])
@pytest.mark.parametrize("ended", ["gap", "finished-meanwhile"])
def test_a_cut_stream_is_taken_up_again_as_recorded(app: str, ended: str) -> None:
    steps = cut(f"{app}-{ended}")
    first = steps["cut"]
    with client_for(first, APP_OF[first.operation]) as client:
        stream = client.stream("POST", first.request["path"], json=body_of(first, ("[[delay:200]]", "[[delay:20]]")))
        told = [next(stream)]
        while not after_word(9)(told[-1]):
            told.append(next(stream))
        stream.close()
        assert order(told) == recorded_order(first)
        run_id = told[1]["workflow_run_id"]
        query = {**steps["resumed"].request["query"], "user": client.user}
        while ended == "finished-meanwhile":
            if client.http.get(f"/workflows/run/{run_id}").json()["status"] != "running":
                break
        again = list(client.stream("GET", f"/workflow/{run_id}/events", params=query))
        assert order(again) == recorded_order(steps["resumed"])
        assert "word9 " not in [event.get("answer") or event.get("data", {}).get("text") for event in again]
        assert again[-1]["data"]["outputs"]["answer"] == WHOLE
        if ended == "finished-meanwhile":
            assert again[-1]["task_id"] == run_id
        assert client.send(steps["detail"], f"/workflows/run/{run_id}")["outputs"]["answer"] == WHOLE
        if "history" in steps:
            query = {"conversation_id": told[1]["conversation_id"], "user": client.user}
            assert client.send(steps["history"], "/messages", params=query)["data"][-1]["answer"] == WHOLE
