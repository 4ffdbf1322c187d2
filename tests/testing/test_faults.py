"""Faults on order, seen by raw HTTP, and by the client that has to live with them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import httpx
import pytest
from testing.conversation import DIFY

from pydify_plus import Client, DifyError
from pydify_plus.errors import (
    DifyConnectionError,
    DifyRateLimitError,
    DifyServerError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
    DifyTransportError,
)
from pydify_plus.testing import DifyServer, Fault
from pydify_plus.testing.operations import OPERATIONS, operation_of


@pytest.fixture(autouse=True)
def no_faults_left(server: DifyServer) -> Iterator[None]:
    server.requests.clear()
    yield
    server.faults.clear()


@pytest.fixture
def http(server: DifyServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.app_key()}"}
    with httpx.Client(base_url=server.base_url, headers=headers, timeout=5, verify=False) as http:
        yield http


@pytest.fixture
def client(server: DifyServer) -> Iterator[Client]:
    options: Any = {"user": "ann", "timeout": 0.3, "retry_backoff_factor": 0.001, "verify": False}
    with Client(server.base_url, server.app_key(), dataset_api_key=server.dataset_key, **options) as client:
        yield client


CHAT = {"inputs": {}, "query": "[[chunks:6]]", "user": "ann", "response_mode": "streaming"}


def received(http: httpx.Client) -> tuple[list[bytes], Exception | None]:
    """The chunks of a stream, until it ends or breaks."""
    chunks: list[bytes] = []
    with http.stream("POST", "/chat-messages", json=CHAT) as response:
        assert response.status_code == 200
        try:
            for chunk in response.iter_raw():
                chunks.append(chunk)  # noqa: PERF402 - what came before a break is wanted too
        except httpx.TransportError as error:
            return chunks, error
    return chunks, None


def events_of(chunks: list[bytes]) -> list[dict[str, Any]]:
    blocks = b"".join(chunks).split(b"\n\n")
    return [json.loads(block[6:]) for block in blocks if block.startswith(b"data: ")]


def test_the_operations_are_those_of_the_description() -> None:
    described = {name: f"{one['method'].upper()} {one['path']}" for name, one in DIFY.operations.items()}
    assert described == OPERATIONS
    for name, line in OPERATIONS.items():
        method, path = line.split()
        assert operation_of(method, path) == name
    assert operation_of("GET", "/nosuch") is None


def test_a_status_has_dify_s_error_body_and_headers(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(Fault.status(429, retry_after=1, message="Slow down."), times=2)
    for _ in range(2):
        refused = http.get("/info")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.json() == {"code": "too_many_requests", "message": "Slow down.", "status": 429}
        assert refused.headers["x-version"]
    assert http.get("/info").status_code == 200
    assert [request.status for request in server.requests] == [429, 429, 200]
    assert [str(done.fault) for done in server.faults.done] == ["429 too_many_requests"] * 2
    assert [done.request for done in server.faults.done] == list(server.requests)[:2]


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "text"),
    [
        (Fault.status(500), 500, "application/json", '"code": "internal_server_error"'),
        (
            Fault.status(400, code="provider_quota_exceeded"),
            400,
            "application/json",
            '"code": "provider_quota_exceeded"',
        ),
        (Fault.status(418, body={"error": [1]}, headers={"X-A": "b"}), 418, "application/json", '{"error": [1]}'),
        (Fault.status(200, body="<p>", content_type="text/html"), 200, "text/html; charset=utf-8", "<p>"),
        (Fault.status(503, body=b"\xff"), 503, "text/plain; charset=utf-8", "\ufffd"),
        (Fault.status(599), 599, "application/json", '"code": "unknown"'),
        (Fault.proxy_page(504), 504, "text/html; charset=utf-8", "<h1>504 Gateway Time-out</h1>"),
    ],
    ids=str,
)
def test_any_status_and_body(
    server: DifyServer, http: httpx.Client, fault: Fault, status: int, content_type: str, text: str
) -> None:
    server.faults.add(fault)
    answer = http.get("/info")
    assert (answer.status_code, answer.headers["content-type"]) == (status, content_type)
    assert text in answer.text
    assert ("x-version" in answer.headers) is ("nginx" not in answer.text)


@pytest.mark.parametrize(
    "order", [{"operation": "getChatAppMeta"}, {"method": "get", "path": "/m*"}, {"path": "/meta"}]
)
def test_a_fault_waits_for_its_request(server: DifyServer, http: httpx.Client, order: dict[str, str]) -> None:
    ordered = server.faults.add(Fault.status(503), **order)
    assert http.get("/info").is_success
    assert http.post("/messages").status_code == 405
    assert server.faults.pending == (ordered,)
    assert http.get("/meta").status_code == 503
    assert http.get("/meta").is_success
    assert [request.operation for request in ordered.requests] == ["getChatAppMeta"]
    assert not server.faults.pending


def test_a_test_of_the_request_sees_its_body(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(
        Fault.status(503), when=lambda one: one.json is not None and one.json["user"] == "bob", times=None
    )
    server.faults.add(Fault.status(502), when=lambda one: one.form.get("user") == "bob")
    assert http.post("/chat-messages", json=CHAT).is_success
    assert http.post("/chat-messages", json={**CHAT, "user": "bob"}).status_code == 503
    upload = {"file": ("a.txt", b"abc", "text/plain")}
    assert http.post("/files/upload", data={"user": "ann"}, files=upload).status_code == 201
    assert http.post("/files/upload", data={"user": "bob"}, files=upload).status_code == 502
    assert http.post("/files/upload", content=b"x", headers={"Content-Type": "multipart/form-data"}).is_error
    assert http.post("/chat-messages", content=b"{").status_code == 415


def test_faults_happen_in_order_and_end_with_their_context(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(Fault.status(500))
    with server.faults.add(Fault.status(501), times=None) as ordered:
        assert [http.get("/info").status_code for _ in range(3)] == [500, 501, 501]
        assert repr(ordered) == "<Order 501 not_implemented, always>"
    assert http.get("/info").is_success
    server.faults.add(Fault.status(500))
    server.faults.clear()
    assert http.get("/info").is_success
    assert not server.faults.done


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        (lambda server: server.faults.add(Fault.reset(), operation="sendChatMesage"), "sendChatMessage"),
        (lambda server: server.faults.add(Fault.reset(), times=0), "times=None"),
        (lambda server: Fault.status(99), "from 200 to 599"),
        (lambda server: Fault.cut(events=1, bytes=2), "not both"),
        (lambda server: Fault.stall(events=-1), "before the beginning"),
        (lambda server: Fault.split(0), "one byte"),
    ],
)
def test_what_cannot_be_is_refused(server: DifyServer, order: Callable[[DifyServer], object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        order(server)


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize(
    ("fault", "raised"),
    [(Fault.reset, httpx.ReadError), (Fault.close, httpx.RemoteProtocolError), (Fault.proxy_page, None)],
)
def test_an_answer_is_lost_before_or_after_the_work_is_done(
    server: DifyServer, fault: Callable[..., Fault], raised: type[Exception] | None, processed: bool
) -> None:
    headers = {"Authorization": f"Bearer {server.dataset_key}"}
    name = f"{fault.__name__} {processed}"
    lost: AbstractContextManager[object] = pytest.raises(raised) if raised else nullcontext()
    with httpx.Client(base_url=server.base_url, headers=headers, verify=False) as http:
        server.faults.add(fault(processed=processed))
        with lost as caught:
            assert http.post("/datasets", json={"name": name}).status_code == 502
        if raised is httpx.ReadError:
            assert "reset" in str(caught.value)  # type: ignore[attr-defined]
        found = http.get("/datasets", params={"keyword": name}).json()
    assert found["total"] == processed
    assert server.requests[0].status == (None if raised else 502)
    assert server.requests[0].json == {"name": name}


@pytest.mark.parametrize("reset", [False, True])
def test_a_stream_is_cut_after_so_many_events(server: DifyServer, http: httpx.Client, reset: bool) -> None:
    server.faults.add(Fault.cut(events=3, reset=reset))
    chunks, error = received(http)
    assert [event["answer"] for event in events_of(chunks)] == ["word0 ", "word1 ", "word2 "]
    assert isinstance(error, httpx.ReadError if reset else httpx.RemoteProtocolError)
    assert received(http)[1] is None


@pytest.mark.parametrize("size", [0, 1, 10, 700])
def test_an_answer_is_cut_after_so_many_bytes(server: DifyServer, http: httpx.Client, size: int) -> None:
    server.faults.add(Fault.cut(bytes=size))
    chunks, error = received(http)
    assert len(b"".join(chunks)) == size
    assert error is not None
    if size < 100:
        server.faults.add(Fault.cut(bytes=size, reset=True))
        with http.stream("GET", "/info") as response, pytest.raises(httpx.ReadError):
            response.read()


def test_a_whole_answer_is_one_event(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(Fault.cut(events=0))
    server.faults.add(Fault.cut(events=1))
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/info")
    assert http.get("/info").json()["mode"] == "chat"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_answer_comes_in_pieces_of_one_size(server: DifyServer, http: httpx.Client, size: int) -> None:
    server.faults.add(Fault.split(size))
    chunks, error = received(http)
    assert error is None
    assert max(map(len, chunks)) <= size
    assert events_of(chunks)[-1]["event"] == "message_end"
    server.faults.add(Fault.split(size))
    with http.stream("GET", "/info") as response:
        pieces = list(response.iter_raw())
    assert {len(piece) for piece in pieces[:-1]} <= {size}
    assert json.loads(b"".join(pieces))["name"] == "chat"


def test_faults_add_up(server: DifyServer, http: httpx.Client) -> None:
    fault = Fault.split(5) + Fault.cut(events=2) + Fault.field("new", 1)
    assert str(fault) == "in pieces of 5 bytes, cut after 2 events, with the field 'new'"
    server.faults.add(fault)
    chunks, error = received(http)
    assert [(event["answer"], event["new"]) for event in events_of(chunks)] == [("word0 ", 1), ("word1 ", 1)]
    assert set(map(len, chunks)) <= {1, 2, 3, 4, 5}
    assert error is not None
    server.faults.add(Fault.delay(0.1) + Fault.status(503))
    begun = time.perf_counter()
    assert http.get("/info").status_code == 503
    assert time.perf_counter() - begun >= 0.1


@pytest.mark.parametrize("pings", [False, True])
def test_a_stream_stalls_and_goes_on(server: DifyServer, http: httpx.Client, pings: bool) -> None:
    server.faults.add(Fault.stall(0.27, events=2, ping_every=0.1 if pings else None))
    with http.stream("POST", "/chat-messages", json=CHAT) as response:
        times = [(time.perf_counter(), chunk) for chunk in response.iter_raw()]
    goes_on = next(at for at, chunk in times[2:] if chunk != b"event: ping\n\n")
    assert goes_on - times[1][0] >= 0.26
    assert b"".join(chunk for _, chunk in times).count(b"event: ping") == (2 if pings else 0)
    assert events_of([chunk for _, chunk in times])[-1]["event"] == "message_end"


def test_a_stall_for_good_lasts_until_the_client_leaves(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(Fault.stall(bytes=5))
    with http.stream("GET", "/info", timeout=0.1) as response, pytest.raises(httpx.ReadTimeout):
        response.read()
    server.faults.add(Fault.stall(events=1, ping_every=0.02))
    with http.stream("POST", "/chat-messages", json=CHAT, timeout=0.2) as response:
        chunks = (chunk for chunk in response.iter_raw())
        assert next(chunks).startswith(b"data: ")
        assert [next(chunks) for _ in range(20)] == [b"event: ping\n\n"] * 20


@pytest.mark.parametrize("version", ["9.9.9", None])
def test_the_version_is_changed_or_gone(server: DifyServer, http: httpx.Client, version: str | None) -> None:
    server.faults.add(Fault.version(version))
    assert http.get("/info").headers.get("x-version") == version
    assert http.get("/info").headers["x-version"] not in (version, None)


def test_unknown_events_and_fields_come_along(server: DifyServer, http: httpx.Client) -> None:
    server.faults.add(Fault.event({"event": "reasoning_chunk", "text": "…"}, events=1), times=2)
    assert http.get("/info").json()["mode"] == "chat"
    events = events_of(received(http)[0])
    assert [event["event"] for event in events[:3]] == ["message", "reasoning_chunk", "message"]
    server.faults.add(Fault.field("added", {"a": [1]}), times=None)
    assert all(event["added"] == {"a": [1]} for event in events_of(received(http)[0]))
    assert http.get("/info").json()["added"] == {"a": [1]}
    page = http.get("/nosuch")
    assert (page.status_code, "added" in page.text) == (404, False)


def test_a_fault_of_one_s_own(server: DifyServer, http: httpx.Client) -> None:
    async def around(exchange: Any) -> Any:
        response = await exchange.answer()
        response.status_code = 299
        return response

    server.faults.add(Fault("an odd status", around))
    assert http.get("/info").status_code == 299


class TestTheClient:
    """What becomes of a call depends on whether it can have been processed."""

    @pytest.mark.parametrize(
        "fault",
        [
            Fault.reset(),
            Fault.close(),
            Fault.proxy_page(502),
            Fault.status(500),
            Fault.status(429),
            Fault.cut(bytes=10),
            Fault.cut(bytes=10, reset=True),
            Fault.delay(1),
            Fault.stall(bytes=3),
            Fault.split(1),
            Fault.version(None),
            Fault.field("unknown", 1),
        ],
        ids=str,
    )
    def test_reading_survives_every_passing_fault(self, server: DifyServer, client: Client, fault: Fault) -> None:
        server.faults.add(fault)
        assert client.app_config.get_app_basic_info().mode == "chat"
        assert len(server.faults.done) == 1

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (Fault.reset(), DifyConnectionError),
            (Fault.close(), DifyConnectionError),
            (Fault.proxy_page(504, processed=True), DifyServerError),
            (Fault.delay(1), DifyTimeoutError),
            (Fault.stall(bytes=3), DifyTimeoutError),
            (Fault.status(500), DifyServerError),
        ],
        ids=str,
    )
    def test_what_may_have_run_is_not_repeated(
        self, server: DifyServer, client: Client, fault: Fault, error: type[DifyError]
    ) -> None:
        server.faults.add(fault, operation="sendChatMessage")
        with pytest.raises(error) as caught:
            client.chat.create_chat_message(query="Hello", response_mode="blocking")
        assert len(server.requests) == 1
        if isinstance(caught.value, DifyTransportError):
            assert caught.value.may_have_run

    def test_a_refusal_is_repeated_when_it_says_and_no_more_than_asked(
        self, server: DifyServer, client: Client
    ) -> None:
        server.faults.add(Fault.status(429, retry_after=0.1), times=2)
        begun = time.perf_counter()
        assert client.chat.create_chat_message(query="Hello").answer == "You said: Hello"
        assert time.perf_counter() - begun >= 0.2
        with server.faults.add(Fault.status(429), times=None) as ordered, pytest.raises(DifyRateLimitError):
            client.chat.create_chat_message(query="Hello", retries=1)
        assert len(ordered.requests) == 2

    @pytest.mark.parametrize(
        "fault",
        [Fault.cut(events=2), Fault.cut(events=2, reset=True), Fault.cut(bytes=400), Fault.stall(events=2)],
        ids=str,
    )
    def test_a_broken_stream_is_an_error_and_no_short_answer(
        self, server: DifyServer, client: Client, fault: Fault
    ) -> None:
        server.faults.add(fault)
        with pytest.raises(DifyStreamInterruptedError):
            client.chat.create_chat_message(query="[[chunks:6]]")

    @pytest.mark.parametrize(
        "fault",
        [
            Fault.split(1),
            Fault.split(3) + Fault.field("unknown", 1),
            Fault.event({"event": "unheard_of", "answer": "no"}, events=2),
            Fault.stall(0.5, events=2, ping_every=0.1),
        ],
        ids=str,
    )
    def test_a_stream_survives_what_is_odd_but_whole(self, server: DifyServer, client: Client, fault: Fault) -> None:
        server.faults.add(fault)
        words = "".join(client.chat.stream_chat_message(query="[[chunks:4]] 你好").text())
        assert words == "word0 word1 word2 word3 "
