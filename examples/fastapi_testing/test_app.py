"""Tests of the help desk, against an embedded Dify: `pytest examples/fastapi_testing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app import app
from fastapi.testclient import TestClient

from pydify_plus.testing import DifyServer, Fault, Pause, Turn


def reply(turn: Turn) -> list[str | Pause]:
    """What the assistant says: known questions are answered, and it remembers how many there were."""
    if "opening" in turn.query:
        return ["We open ", Pause(0.01), "at nine."]
    return [f"That was question {len(turn.history) + 1}."]


@pytest.fixture
def desk(
    dify_server: DifyServer, dify_app: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The app under test, with the embedded Dify in place of the real one."""
    monkeypatch.setenv("DIFY_BASE_URL", dify_server.base_url)
    monkeypatch.setenv("DIFY_API_KEY", dify_app("help desk", answer=reply))
    with TestClient(app) as desk:
        yield desk


def ask(desk: TestClient, text: str, user: str = "ann", conversation: str | None = None) -> dict[str, str]:
    answer = desk.post("/ask", json={"text": text, "user": user, "conversation": conversation})
    assert answer.status_code == 200, answer.text
    told: dict[str, str] = answer.json()
    return told


def test_a_question_is_answered(desk: TestClient, dify_server: DifyServer) -> None:
    assert ask(desk, "What are your opening hours?")["text"] == "We open at nine."
    (request,) = dify_server.requests
    assert request.operation == "sendChatMessage"
    assert (request.json["query"], request.json["user"]) == ("What are your opening hours?", "ann")


def test_a_conversation_goes_on_for_its_user_alone(desk: TestClient) -> None:
    first = ask(desk, "Hello")
    assert ask(desk, "And again", conversation=first["conversation"])["text"] == "That was question 2."
    stranger = desk.post("/ask", json={"text": "Me too", "user": "bob", "conversation": first["conversation"]})
    assert stranger.status_code == 404


def test_an_answer_is_streamed(desk: TestClient) -> None:
    with desk.stream("GET", "/ask/stream", params={"text": "When is your opening?", "user": "ann"}) as answer:
        assert "".join(answer.iter_text()) == "We open at nine."


def test_a_passing_failure_is_not_noticed(desk: TestClient, dify_server: DifyServer) -> None:
    dify_server.faults.add(Fault.status(429, retry_after=0.01))
    assert ask(desk, "Hello")["text"] == "That was question 1."
    assert [request.status for request in dify_server.requests] == [429, 200]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.status(500), 502),
        (Fault.status(401), 502),
        (Fault.proxy_page(504), 502),
        (Fault.reset(), 502),
        (Fault.cut(events=1), 502),
        (Fault.status(429, code="rate_limit_error", retry_after=30), 503),
    ],
    ids=str,
)
def test_a_failure_has_a_clear_answer(desk: TestClient, dify_server: DifyServer, fault: Fault, status: int) -> None:
    with dify_server.faults.add(fault, times=None, operation="sendChatMessage"):
        answer = desk.post("/ask", json={"text": "Hello", "user": "ann"})
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("30" if status == 503 else None)


def test_a_stream_that_breaks_off_says_so(desk: TestClient, dify_server: DifyServer) -> None:
    dify_server.faults.add(Fault.cut(events=1))
    with desk.stream("GET", "/ask/stream", params={"text": "When is your opening?", "user": "ann"}) as answer:
        assert "".join(answer.iter_text()) == "We open \n[The answer broke off. Please ask again.]"
