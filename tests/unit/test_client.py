"""What all methods share: options, keys, headers, connections, requests of any kind."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx
from recorded import Exchange, exchanges
from unit.replay import Replay, answer_of, recorded
from unit.worlds import BASE_URL, World

from pydify_plus import AsyncClient, Client, __version__
from pydify_plus.errors import DifyAPIError
from pydify_plus_generated.api.blocks import delete_child_chunk, delete_segment
from pydify_plus_generated.api.dataset import delete_dataset
from pydify_plus_generated.api.documents import delete_document
from pydify_plus_generated.api.metadata import delete_metadata_field
from pydify_plus_generated.types import File

INFO = {"name": "Helper", "description": "", "tags": [], "mode": "chat", "author_name": "me"}
VARIABLES = ("DIFY_BASE_URL", "DIFY_API_KEY", "DIFY_DATASET_API_KEY", "DIFY_USER")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sent() -> Iterator[respx.Route]:
    """Answers everything with an app's info, and knows what was asked."""
    with respx.mock(assert_all_called=False) as router:
        yield router.route().respond(json=INFO)


def last(sent: respx.Route) -> httpx.Request:
    request: httpx.Request = sent.calls.last.request
    return request


def info(world: World, client: Any, **options: Any) -> Any:
    return world.wait(client.app_config.get_app_basic_info(**options))


# Options and environment.


def test_what_is_not_given_comes_from_the_environment(
    world: World, sent: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(VARIABLES, ("http://env.test/prefix", "app-ENV", "dataset-ENV", "env-user"), strict=True):
        monkeypatch.setenv(name, value)
    client = world.client(None, None)
    assert (client.base_url, client.user) == ("http://env.test/prefix/v1", "env-user")
    world.request(client, "GET", "/info")
    assert (str(last(sent).url), last(sent).headers["Authorization"]) == (
        "http://env.test/prefix/v1/info",
        "Bearer app-ENV",
    )
    world.request(client, "GET", "/datasets")
    assert last(sent).headers["Authorization"] == "Bearer dataset-ENV"


def test_what_is_given_goes_before_the_environment(
    world: World, sent: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(VARIABLES, ("http://env.test", "app-ENV", "dataset-ENV", "env-user"), strict=True):
        monkeypatch.setenv(name, value)
    client = world.client(user="alice", dataset_api_key="dataset-KEY")
    assert (client.base_url, client.user) == (BASE_URL, "alice")
    for path, key in (("/info", "app-KEY"), ("/datasets", "dataset-KEY")):
        world.request(client, "GET", path)
        assert last(sent).headers["Authorization"] == f"Bearer {key}"


def test_without_anything_a_client_is_for_dify_cloud_and_the_shared_user(world: World) -> None:
    client = world.client(None, None)
    assert (client.base_url, client.user) == ("https://api.dify.ai/v1", "DEFAULT-USER")


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://dify.test", "http://dify.test/v1/info"),
        ("http://dify.test/v1/", "http://dify.test/v1/info"),
        ("https://gateway.test:8443/dify/", "https://gateway.test:8443/dify/v1/info"),
    ],
)
def test_a_base_url_works_in_every_form(world: World, sent: respx.Route, base_url: str, url: str) -> None:
    info(world, world.client(base_url))
    assert str(last(sent).url) == url


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"base_url": ""}, "base_url is empty"),
        ({"base_url": "https://cloud.dify.ai/apps"}, "use https://api.dify.ai/v1"),
        ({"api_key": ""}, "api_key .* is empty"),
        ({"api_key": "{DIFY_API_KEY}"}, "brace"),
        ({"api_key": "app-KEY\n"}, "white space"),
        ({"dataset_api_key": "Bearer dataset-KEY"}, "dataset_api_key .* starts with 'Bearer"),
        ({"user": ""}, "user must be a non-empty string"),
        ({"timeout": 0}, "timeout must be a number of seconds above 0"),
        ({"timeout": "30"}, "timeout must be a number"),
        ({"retries": -1}, "retries must be a whole number"),
        ({"retries": 1.5}, "retries must be a whole number"),
        ({"retry_backoff_factor": -1.0}, "backoff_factor must be"),
        ({"response_mode": "stream"}, "'streaming' or 'blocking'"),
        ({"max_connections": 0}, "max_connections must be a whole number"),
        ({"default_headers": {"X-Tenant": "a\r\nX-Admin: 1"}}, "X-Tenant"),
        ({"default_headers": {"X Tenant": "a"}}, "cannot be the name of a header"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_option_that_cannot_be_right_is_refused_at_once(world: World, options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        world.client(**options)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_an_option_that_does_not_exist_is_refused(kind: Any) -> None:
    with pytest.raises(TypeError, match="api_keey"):
        kind(api_keey="app-KEY")


# Keys.


@pytest.mark.parametrize(
    ("keys", "for_app", "for_knowledge"),
    [
        ({"api_key": "app-A", "dataset_api_key": "dataset-D"}, "app-A", "dataset-D"),
        ({"api_key": "one"}, "one", "one"),
        ({"api_key": None, "dataset_api_key": "dataset-D"}, "dataset-D", "dataset-D"),
    ],
)
def test_the_key_of_the_needed_kind_is_sent_else_the_only_one(
    world: World, sent: respx.Route, keys: dict[str, Any], for_app: str, for_knowledge: str
) -> None:
    client = world.client(**keys)
    info(world, client)
    assert last(sent).headers["Authorization"] == f"Bearer {for_app}"
    world.wait(client.dataset.get_dataset("6bb7ca41-4601-45c9-af15-e380738fd45a"))
    assert last(sent).headers["Authorization"] == f"Bearer {for_knowledge}"


def test_a_key_that_rotates_is_asked_for_with_every_request(world: World, sent: respx.Route) -> None:
    keys = iter(["app-first", "app-second"])
    client = world.client(api_key=lambda: next(keys))
    for key in ("app-first", "app-second"):
        info(world, client)
        assert last(sent).headers["Authorization"] == f"Bearer {key}"


def test_a_call_without_any_key_says_where_to_give_one_and_sends_nothing(world: World, sent: respx.Route) -> None:
    with pytest.raises(ValueError, match=r"api_key= .* DIFY_API_KEY"):
        info(world, world.client(api_key=None))
    assert not sent.called


def test_a_call_that_needs_no_key_sends_none(world: World, sent: respx.Route) -> None:
    sent.respond(json={"server_version": "1.15.0"})
    world.wait(world.client().server.get_info())
    assert "Authorization" not in last(sent).headers


@pytest.mark.parametrize("where", ["default_headers", "extra_headers"])
def test_an_authorization_of_the_callers_own_takes_the_place_of_a_key(
    world: World, sent: respx.Route, where: str
) -> None:
    own: dict[str, Any] = {where: {"authorization": "Basic Z2F0ZXdheQ=="}}
    client = world.client(api_key=None, **(own if where == "default_headers" else {}))
    info(world, client, **(own if where == "extra_headers" else {}))
    assert last(sent).headers.get_list("Authorization") == ["Basic Z2F0ZXdheQ=="]


# What is sent.


def test_headers_are_laid_over_each_other_whatever_their_case(world: World, sent: respx.Route) -> None:
    client = world.client(default_headers={"X-Tenant": "one", "X-Region": "eu"})
    info(world, client)
    assert last(sent).headers.get_list("User-Agent") == [f"pydify-plus/{__version__}"]
    info(world, client, extra_headers={"x-tenant": "two", "user-agent": "mine/1.0"})
    headers = last(sent).headers
    assert [headers.get_list(name) for name in ("X-Tenant", "X-Region", "User-Agent")] == [
        ["two"],
        ["eu"],
        ["mine/1.0"],
    ]


def test_a_header_that_http_cannot_carry_is_refused_without_its_value(world: World, sent: respx.Route) -> None:
    with pytest.raises(ValueError, match="X-Trace") as caught:
        info(world, world.client(), extra_headers={"X-Trace": "private\n"})
    assert "private" not in str(caught.value)
    assert not sent.called


@pytest.mark.parametrize(
    ("of_client", "of_call", "seconds"),
    [({}, {}, 30.0), ({"timeout": 7}, {}, 7), ({"timeout": None}, {}, None), ({"timeout": 7}, {"timeout": 90}, 90)],
)
def test_the_timeout_is_that_of_the_call_else_of_the_client(
    world: World, sent: respx.Route, of_client: dict[str, Any], of_call: dict[str, Any], seconds: float | None
) -> None:
    info(world, world.client(**of_client), **of_call)
    assert set(last(sent).extensions["timeout"].values()) == {seconds}


@pytest.mark.parametrize("options", [{"timeout": -1}, {"retries": -1}, {"user": ""}])
def test_an_option_of_a_call_is_checked_like_that_of_a_client(
    world: World, sent: respx.Route, options: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        world.wait(world.client().sessions.delete_conversation("6bb7ca41-4601-45c9-af15-e380738fd45a", **options))
    assert not sent.called


def test_extra_query_and_body_are_laid_over_those_of_the_method(world: World, sent: respx.Route) -> None:
    client = world.client(user="alice")
    world.wait(
        client.sessions.list_conversations(
            limit=5, extra_query={"limit": 6, "pinned": True, "tag": ["a", "b"], "no": None}
        )
    )
    query = last(sent).url.params
    assert sorted(query.multi_items()) == [
        ("limit", "6"), ("pinned", "true"), ("tag", "a"), ("tag", "b"), ("user", "alice")
    ]  # fmt: skip
    body = {"name": "Other", "plan": {"level": 2}}
    world.wait(client.sessions.rename_conversation("6bb7ca41-4601-45c9-af15-e380738fd45a", "Name", extra_body=body))
    assert json.loads(last(sent).content) == {"user": "alice", **body}


def test_extra_fields_of_a_form_are_laid_over_those_of_the_method(world: World, sent: respx.Route) -> None:
    world.request(
        world.client(),
        "POST",
        "/files/upload",
        json={"user": "alice", "tags": ["a", "b"]},
        files=[("file", File(b"content", "a.txt", "text/plain"))],
        extra_body={"user": "bob", "plan": {"level": 2}},
    )
    body = last(sent).content.decode()
    assert [name for name in ("alice", "bob", '["a", "b"]', '{"level": 2}', "content") if name in body] == [
        "bob", '["a", "b"]', '{"level": 2}', "content"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda c: c.chat.create_chat_message(query="x", conversaton_id="y"), "did you mean 'conversation_id'"),
        (lambda c: c.chat.stream_chat_message(query="x", idle_timout=3), "did you mean 'idle_timeout'"),
        (lambda c: c.sessions.list_conversations(limt=3), "did you mean 'limit'"),
        (lambda c: c.sessions.get_conversation_messages("x", firstid="y"), "did you mean 'first_id'"),
        (lambda c: c.sessions.rename_conversation("x", "y", autogenerate=True), "did you mean 'auto_generate'"),
        (lambda c: c.feedback.like_message("x", contents="y"), "did you mean 'content'"),
        (lambda c: c.annotations.disable_annotation_reply(threshold=1), "did you mean 'score_threshold'"),
        (lambda c: c.server.get_info(time_out=1), "did you mean 'timeout'"),
        (lambda c: c.app_config.get_app_meta(zzz=1), "it has user, timeout, retries"),
    ],
)
def test_a_misspelt_keyword_is_refused_with_the_one_that_was_meant(
    world: World, sent: respx.Route, call: Any, told: str
) -> None:
    with pytest.raises(TypeError, match=told):
        world.wait(call(world.client()))
    assert not sent.called


@pytest.mark.parametrize("bad", ["", ".", "..", "a/b", "a\\b", "a%2Fb", "a?b", "a#b", "a\nb"])
def test_an_id_never_leaves_its_segment(world: World, sent: respx.Route, bad: str) -> None:
    client = world.client()
    for call in (
        client.sessions.delete_conversation,
        client.annotations.delete_annotation,
        client.feedback.like_message,
        client.human_input.get_form,
        client.end_users.get_end_user,
    ):
        with pytest.raises(ValueError, match="cannot be an id"):
            world.wait(call(bad))
    assert not sent.called


# Connections.


def test_repr_tells_the_server_and_the_user(world: World) -> None:
    client = world.client("http://dify.test", "app-KEY", dataset_api_key="dataset-KEY", user="alice")
    assert repr(client) == f"{world.kind.__name__}(base_url='http://dify.test/v1', user='alice')"


def test_copies_with_other_options_share_the_connections(
    world: World, sent: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pydify_plus import _http

    name = "make_client" if world.name == "sync" else "make_async_client"
    made: list[Any] = []
    make = getattr(_http, name)

    def count(**options: Any) -> Any:
        made.append(make(**options))
        return made[-1]

    monkeypatch.setattr(_http, name, count)
    client = world.client(user="alice", default_headers={"X-Tenant": "one"})
    other = client.with_options(api_key="app-OTHER", timeout=5, default_headers={"X-Region": "eu"})
    bob = client.as_user("bob")
    for one, key, user, seconds in (
        (client, "KEY", "alice", 30),
        (other, "OTHER", "alice", 5),
        (bob, "KEY", "bob", 30),
    ):
        world.wait(one.sessions.list_conversations())
        request = last(sent)
        assert request.headers["Authorization"] == f"Bearer app-{key}"
        assert (request.url.params["user"], request.extensions["timeout"]["read"]) == (user, seconds)
        assert request.headers["X-Tenant"] == "one"
        assert ("X-Region" in request.headers) == (one is other)
    world.close(other)
    world.close(bob)
    assert info(world, client).name == "Helper"
    assert len(made) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"api_keey": "x"}, TypeError), ({"base_url": "http://x.test"}, TypeError), ({"api_key": "a b"}, ValueError)],
)
def test_a_copy_refuses_what_the_client_would(world: World, changes: dict[str, Any], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        world.client().with_options(**changes)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_a_copied_client_has_the_same_keys_and_connections(world: World, sent: respx.Route, duplicate: Any) -> None:
    client = world.client(user="alice")
    twin = duplicate(client)
    world.wait(twin.sessions.list_conversations())
    assert (last(sent).headers["Authorization"], last(sent).url.params["user"]) == ("Bearer app-KEY", "alice")
    world.close(twin)
    assert info(world, client).name == "Helper"


def test_an_http_client_of_the_callers_own_is_used_and_left_open(world: World) -> None:
    http = world.http(httpx.MockTransport(lambda request: httpx.Response(200, json={**INFO, "name": request.url.path})))
    client = world.client(http_client=http)
    assert info(world, client).name == "/v1/info"
    world.close(client)
    assert not http.is_closed
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client)


def test_a_closed_client_says_so(world: World, sent: respx.Route) -> None:
    client = world.client()
    info(world, client)
    world.close(client)
    world.close(client)
    for one in (client, client.as_user("bob")):
        with pytest.raises(RuntimeError, match="this client is closed"):
            info(world, one)


def test_a_context_closes_the_client(world: World, sent: respx.Route) -> None:
    client = world.client()

    async def use() -> None:
        async with client as same:
            assert same is client

    if world.name == "sync":
        with client as same:
            assert same is client
    else:
        world.wait(use())
    with pytest.raises(RuntimeError, match="this client is closed"):
        info(world, client)


# The synchronous streams of an asynchronous client.


def chat_stream() -> httpx.Response:
    return answer_of(recorded("sendChatMessage/ok-chat-streaming"))


def read(client: AsyncClient) -> str:
    return "".join(client.chat.stream_chat_message_sync(query="Hello", user="alice").text())


def test_an_asynchronous_client_reads_streams_synchronously_and_closes_what_it_made_for_that() -> None:
    with World("async") as world, respx.mock() as router:
        route = router.post(f"{BASE_URL}/chat-messages").mock(return_value=chat_stream())
        client = world.client()
        assert read(client)
        world.close(client)
        assert route.call_count == 1
        with pytest.raises(RuntimeError, match="this client is closed"):
            read(client)


def test_a_closed_asynchronous_client_makes_no_synchronous_connections() -> None:
    with World("async") as world:
        client = world.client()
        world.close(client)
        with pytest.raises(RuntimeError, match="this client is closed"):
            read(client)


def test_with_an_asynchronous_http_client_synchronous_streams_need_a_synchronous_one() -> None:
    transport = httpx.MockTransport(lambda _: chat_stream())
    with World("async") as world, httpx.Client(transport=transport) as http:
        given = {"http_client": world.http(transport)}
        with pytest.raises(RuntimeError, match="sync_http_client="):
            read(world.client(**given))
        assert read(world.client(**given, sync_http_client=http))
        assert not http.is_closed


# Pickling.


def test_a_pickled_client_carries_its_options_and_no_keys(
    world: World, sent: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(
        api_key="app-PrIvAtE",
        dataset_api_key="dataset-PrIvAtE",
        user="alice",
        timeout=7,
        response_mode="blocking",
        default_headers={"X-Tenant": "one", "X-Api-Key": "PrIvAtE"},
    )
    frozen = pickle.dumps(client)
    assert b"PrIvAtE" not in frozen
    monkeypatch.setenv("DIFY_API_KEY", "app-OTHER")
    twin = pickle.loads(frozen)  # noqa: S301
    assert (type(twin), twin.base_url, twin.user, twin.response_mode) == (world.kind, BASE_URL, "alice", "blocking")
    info(world, twin)
    assert last(sent).headers["Authorization"] == "Bearer app-OTHER"
    assert last(sent).headers["X-Tenant"] == "one"
    assert last(sent).extensions["timeout"]["read"] == 7
    world.close(twin)


def test_a_pickled_client_that_wakes_without_keys_says_so_at_its_first_call(world: World, sent: respx.Route) -> None:
    twin = pickle.loads(pickle.dumps(world.client(api_key=lambda: "app-KEY")))  # noqa: S301
    with pytest.raises(ValueError, match="DIFY_API_KEY"):
        info(world, twin)
    world.close(twin)


# Requests of any kind.


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (httpx.Response(200, json={"a": [1]}), {"a": [1]}),
        (httpx.Response(200, content=b"\x00\x01", headers={"content-type": "audio/wav"}), b"\x00\x01"),
        (httpx.Response(204), None),
    ],
)
def test_any_request_gives_what_its_answer_holds(world: World, sent: respx.Route, answer: Any, value: Any) -> None:
    sent.mock(return_value=answer)
    assert (
        world.request(world.client(), "post", "/new/thing", json={"x": "ü"}, params={"on": True, "no": None}) == value
    )
    request = last(sent)
    assert (request.method, str(request.url)) == ("POST", f"{BASE_URL}/new/thing?on=true")
    assert (request.headers["Content-Type"], json.loads(request.content)) == ("application/json", {"x": "ü"})


def test_any_request_sends_the_key_that_its_path_or_the_caller_asks_for(world: World, sent: respx.Route) -> None:
    client = world.client(dataset_api_key="dataset-KEY")
    for path, options, key in (
        ("/info", {}, "app-KEY"),
        ("/datasets/x", {}, "dataset-KEY"),
        ("/workspaces/current/models", {}, "dataset-KEY"),
        ("/info", {"key": "dataset"}, "dataset-KEY"),
    ):
        world.request(client, "GET", path, **options)
        assert last(sent).headers["Authorization"] == f"Bearer {key}"


@pytest.mark.parametrize(
    "path",
    [
        "info", "http://other.test/v1/info", "//other.test/info", "/../console/api", "/datasets/./x", "/%2e%2e/console",
        "/a\\..\\b", "/a%5c..%5cb", "/info?x=1", "/info#x", "/in\nfo", "",
    ],
)  # fmt: skip
def test_any_request_stays_below_the_base_url(world: World, sent: respx.Route, path: str) -> None:
    with pytest.raises(ValueError, match="path must"):
        world.request(world.client(), "GET", path)
    assert not sent.called


def test_any_request_refuses_a_keyword_that_it_does_not_have(world: World, sent: respx.Route) -> None:
    with pytest.raises(TypeError, match="'data'"):
        world.request(world.client(), "POST", "/info", data={})
    assert not sent.called


def test_json_that_cannot_be_json_is_refused_before_it_is_sent(world: World, sent: respx.Route) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        world.request(world.client(), "POST", "/chat-messages", json={"x": float("nan")})
    assert not sent.called


@pytest.mark.parametrize("content", [b"", b'{"name": "Hel', b"<html><title>Sign in</title></html>"])
def test_an_answer_that_is_no_json_is_an_error(world: World, sent: respx.Route, content: bytes) -> None:
    kind = "text/html" if content.startswith(b"<") else "application/json"
    sent.respond(200, content=content, headers={"content-type": kind})
    with pytest.raises(DifyAPIError, match=r"not what getChatAppInfo answers|web page"):
        info(world, world.client())


def test_json_that_breaks_off_is_an_error_of_any_request_too(world: World, sent: respx.Route) -> None:
    sent.respond(200, content=b'{"name": "Hel', headers={"content-type": "application/json"})
    with pytest.raises(DifyAPIError, match="not what GET /new answers"):
        world.request(world.client(), "GET", "/new")


def test_any_stream_gives_events_and_a_final_answer(dify: Replay) -> None:
    exchange = recorded("sendChatMessage/ok-chat-streaming")
    for _ in range(2):
        dify.expect(exchange)
    events = dify.items(dify.client.stream_request("POST", "/chat-messages", json=exchange.request["json"]))
    assert [event.to_dict() for event in events] == exchange.events
    final = dify.wait(dify.client.stream_request("POST", "/chat-messages", json=exchange.request["json"]).final())
    assert (type(final), final["event"]) == (dict, "message")
    assert final["answer"] == "".join(event.get("answer") or "" for event in exchange.events)


def test_a_stream_that_nothing_is_known_of_is_refused(world: World, sent: respx.Route) -> None:
    with pytest.raises(ValueError, match="no stream is known"):
        world.client().stream_request("POST", "/new/thing")


# Deletes.

DELETES: dict[str, Any] = {
    "deleteChildChunk": delete_child_chunk.call,
    "deleteDataset": delete_dataset.call,
    "deleteDocument": delete_document.call,
    "deleteMetadataField": delete_metadata_field.call,
    "deleteSegment": delete_segment.call,
}
DELETED = [
    exchange
    for version in ("1.14.2", "1.9.2")
    for exchange in exchanges(version)
    if exchange.operation in DELETES and exchange.case == "ok"
]


@pytest.mark.parametrize("exchange", DELETED, ids=str)
def test_a_delete_gives_nothing_whatever_the_server_answers(dify: Replay, exchange: Exchange) -> None:
    assert (exchange.status, exchange.is_json) == ((200, True) if exchange.version == "1.9.2" else (204, False))
    dify.expect(exchange)
    ids = exchange.request["path"].split("/")[2::2]
    assert dify.wait(dify.client.send(DELETES[exchange.operation](*ids))) is None


def test_all_deletes_were_recorded_on_both_servers() -> None:
    assert len({(exchange.version, exchange.operation) for exchange in DELETED}) >= 9


def test_a_delete_that_a_web_page_answers_did_not_take_place(world: World, sent: respx.Route) -> None:
    sent.respond(200, html="<title>Sign in</title>")
    with pytest.raises(DifyAPIError, match="web page"):
        world.wait(world.client().annotations.delete_annotation("6bb7ca41-4601-45c9-af15-e380738fd45a"))
