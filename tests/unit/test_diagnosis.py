"""What `diagnose()` finds: on the embedded Dify, on what is no Dify, and where nothing answers."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx
from unit.replay import answer_of, recorded
from unit.wire import Wire
from unit.worlds import BASE_URL, World

from pydify_plus.models import Diagnosis
from pydify_plus.testing import DifyServer

KNOWLEDGE = ("dataset", "documents", "blocks", "metadata", "tags", "models", "pipelines")


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DIFY_API_KEY", "DIFY_DATASET_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def diagnose(world: World, base_url: str = BASE_URL, **options: Any) -> Diagnosis:
    options = {"api_key": None, "verify": False, **options}
    found: Diagnosis = world.wait(world.client(base_url, **options).diagnose())
    return found


def detail(found: Diagnosis, name: str, *, ok: bool) -> str:
    """What a check says, which is as it should be or not."""
    [check] = [check for check in found.checks if check.name == name]
    assert check.ok is ok
    return check.detail


@pytest.mark.parametrize(
    ("mode", "group"),
    [
        ("chat", "chat"),
        ("agent-chat", "chat"),
        ("advanced-chat", "human_input"),
        ("completion", "textgen"),
        ("workflow", "workflows"),
    ],
)
def test_with_the_right_keys_all_is_well(world: World, server: DifyServer, mode: Any, group: str) -> None:
    keys = {"api_key": server.app_key(mode), "dataset_api_key": server.dataset_key}
    found = diagnose(world, server.base_url, **keys)
    assert found.ok
    assert (found.server_version, found.app_mode, found.differences) == ("1.14.2", mode, ())
    assert {group, "server", *KNOWLEDGE} <= set(found.groups)
    assert ("workflows" in found.groups) == (mode == "workflow")
    assert [check.name for check in found.checks] == [
        "host", "dify", "version", "api_key", "dataset_api_key", "app", "groups"
    ]  # fmt: skip
    text = str(found)
    assert text.startswith(f"{server.base_url}\n  ok   host: answered in ")
    assert f"of the mode {mode}\n" in text
    assert not any(key in text for key in keys.values())


def test_a_single_key_is_told_for_what_it_is(world: World, server: DifyServer) -> None:
    found = diagnose(world, server.base_url, api_key=server.dataset_key)
    assert found.ok
    assert (found.app_mode, found.groups) == (None, ("server", *KNOWLEDGE))
    assert "a knowledge key, used for everything" in detail(found, "api_key", ok=True)
    assert "not annotations, " in detail(found, "groups", ok=True)


def test_keys_that_were_mixed_up_are_told_apart(world: World, server: DifyServer) -> None:
    found = diagnose(world, server.base_url, api_key=server.dataset_key, dataset_api_key=server.app_key("chat"))
    assert "give it as dataset_api_key=" in detail(found, "api_key", ok=False)
    assert "give it as api_key=" in detail(found, "dataset_api_key", ok=False)
    assert found.groups == ("server",)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"api_key": "app-wrong"}, "copy it again"),
        ({}, "set DIFY_API_KEY or DIFY_DATASET_API_KEY"),
        ({"api_key": lambda: "app key"}, "raised ValueError: .* white space"),
        ({"api_key": lambda: 1 / 0}, "raised ZeroDivisionError"),
    ],
)
def test_a_key_that_does_not_work_comes_with_what_to_do(
    world: World, server: DifyServer, keys: dict[str, Any], told: str
) -> None:
    found = diagnose(world, server.base_url, **keys)
    assert found.server_version == "1.14.2"
    assert re.search(told, detail(found, "api_key", ok=False))
    assert "only server can be used" in detail(found, "groups", ok=False)


def test_an_older_server_comes_with_what_is_known_of_it(world: World) -> None:
    with DifyServer(version="1.9.2") as server:
        found = diagnose(world, server.base_url, api_key=server.app_key("chat"))
    assert found.ok
    assert "1.9.2, older than 1.14.2" in detail(found, "version", ok=True)
    assert any("process_rule=" in difference for difference in found.differences)
    assert f"\n         - {found.differences[0]}\n" in str(found)


def test_a_newer_server_is_fine(world: World) -> None:
    with DifyServer(version="1.15.0-rc1") as server:
        found = diagnose(world, server.base_url, api_key=server.app_key("chat"))
    assert "newer than 1.14.2" in detail(found, "version", ok=True)
    assert (found.ok, found.differences) == (True, ())


def test_where_nobody_listens_the_host_is_the_finding(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = diagnose(world, f"http://127.0.0.1:{taken.getsockname()[1]}", api_key="app-KEY")
    assert [check.name for check in found.checks] == ["host"]
    told = detail(found, "host", ok=False)
    assert "cannot connect" in told
    assert "is Dify running on this machine" in told


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (httpx.ConnectError("[Errno -2] Name or service not known"), "check base_url"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), "pass verify="),
        (httpx.ConnectTimeout(""), "longer than the timeout"),
    ],
)
def test_a_host_that_cannot_be_reached_comes_with_what_to_do(world: World, problem: Exception, told: str) -> None:
    with respx.mock() as router:
        router.route().mock(side_effect=problem)
        found = diagnose(world, api_key="app-KEY")
        assert router.calls.call_count == 1
    assert told in detail(found, "host", ok=False)


def test_a_web_server_that_is_no_dify_is_told_as_such(world: World) -> None:
    with Wire(*[(404, {"detail": "Not Found"})] * 3) as other:
        found = diagnose(world, other.base_url, api_key="app-KEY")
    told = detail(found, "dify", ok=False)
    assert "404 application/json" in told
    assert "/v1" in told
    assert [check.name for check in found.checks] == ["host", "dify"]


def test_a_page_that_answers_everything_is_no_dify(world: World) -> None:
    with respx.mock() as router:
        page = router.route().respond(html="<title>Welcome</title>", headers={"Server": "nginx"})
        found = diagnose(world, api_key="app-KEY")
        assert page.called
    assert "200 text/html of nginx" in detail(found, "dify", ok=False)


def answering(router: respx.MockRouter, **answers: httpx.Response) -> None:
    """Recorded answers, or others, for the paths that are asked; 401 where none is given."""
    refused = answer_of(recorded("getChatAppInfo/err-bad-key"))
    router.get(f"{BASE_URL}/").mock(return_value=answer_of(recorded("root/")))
    for path in ("info", "parameters", "datasets"):
        router.get(f"{BASE_URL}/{path}").mock(return_value=answers.get(path, refused))


def changed(response: httpx.Response, **fields: Any) -> httpx.Response:
    return httpx.Response(response.status_code, headers=dict(response.headers), json={**response.json(), **fields})


@pytest.mark.parametrize(
    ("answers", "name", "told"),
    [
        (
            {"info": "getChatAppInfo/err-api-disabled"},
            "api_key",
            "the key of an app, but The app's API .* API access on",
        ),
        (
            {"info": "getChatAppInfo/ok-workflow", "parameters": "getChatAppParameters/err-unpublished-workflow"},
            "app",
            "never published",
        ),
        ({"datasets": "getDatasetDetail/err-api-disabled"}, "api_key", "a knowledge key, but Dataset api access"),
    ],
)
def test_what_is_switched_off_or_unpublished_in_dify_is_told(
    world: World, answers: dict[str, str], name: str, told: str
) -> None:
    with respx.mock(assert_all_called=False) as router:
        answering(router, **{path: answer_of(recorded(answer)) for path, answer in answers.items()})
        found = diagnose(world, api_key="app-KEY")
    assert re.search(told, detail(found, name, ok=False))


def test_a_mode_that_is_newer_than_this_package_is_no_failure(world: World) -> None:
    with respx.mock(assert_all_called=False) as router:
        info = changed(answer_of(recorded("getChatAppInfo/ok-chat")), mode="agent")
        answering(router, info=info, parameters=answer_of(recorded("getChatAppParameters/ok-agent-chat")))
        found = diagnose(world, api_key="app-KEY")
    assert (found.ok, found.app_mode) == (True, "agent")
    assert "newer than this package" in detail(found, "app", ok=True)


def test_a_gateway_that_hides_the_version_and_fails_now_and_then_is_no_exception(world: World) -> None:
    with respx.mock(assert_all_called=False) as router:
        info = answer_of(recorded("getChatAppInfo/ok-chat"))
        del info.headers["X-Version"]
        router.get(f"{BASE_URL}/").respond(502, html="<title>502 Bad Gateway</title>")
        router.get(f"{BASE_URL}/info").mock(return_value=info)
        router.get(f"{BASE_URL}/parameters").respond(502, html="<title>502 Bad Gateway</title>")
        router.get(f"{BASE_URL}/datasets").mock(side_effect=httpx.ReadTimeout(""))
        found = diagnose(world, api_key="app-KEY")
    assert found.server_version is None
    assert "takes the header X-Version away" in detail(found, "version", ok=True)
    assert "parameters cannot be read" in detail(found, "app", ok=False)
