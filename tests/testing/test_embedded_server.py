"""The embedded Dify as a server: starting, stopping, keys, headers, and what it remembers."""

from __future__ import annotations

import ast
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from testing.conversation import Talk

import pydify_plus.testing
from pydify_plus.testing import App, DifyServer, Quirks

PACKAGE = Path(pydify_plus.testing.__file__).parent


def info(server: DifyServer, key: str | None = None) -> httpx.Response:
    return httpx.get(f"{server.base_url}/info", headers={"Authorization": f"Bearer {key or server.app_key()}"})


def test_it_starts_and_stops_at_once() -> None:
    took: list[float] = []
    for _ in range(5):
        begun = time.perf_counter()
        with DifyServer() as server:
            socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))).close()
        took.append(time.perf_counter() - begun)
    assert sorted(took)[2] < 0.1


def test_it_leaves_no_thread_and_no_socket_behind() -> None:
    def held() -> tuple[int, int]:
        gc.collect()
        return threading.active_count(), sum(1 for _ in Path("/proc/self/fd").iterdir())

    before = held()
    for _ in range(3):
        with DifyServer() as server:
            assert info(server).is_success
    assert held() == before


def test_it_stops_under_open_streams() -> None:
    with DifyServer() as server, Talk(server, "chat") as talk:
        stream = talk.streamed("[[slow]]")
        assert next(stream)["answer"] == "word0 "
        begun = time.perf_counter()
        server.stop()
        assert time.perf_counter() - begun < 0.1
        with pytest.raises(httpx.TransportError):
            list(stream)


def test_it_can_be_started_again_and_has_kept_what_it_had() -> None:
    server = DifyServer(indexing_step=0.05)
    server.start()
    with Talk(server, "chat") as talk, Talk(server) as kb:
        conversation = talk.ask("hello")["conversation_id"]
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        text = {"name": "tea.txt", "text": "Green tea.", "indexing_technique": "high_quality"}
        kb.send("createDocumentFromText", dataset, json=text)
    server.stop()
    server.stop()
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url
    for _ in range(2):
        with server, Talk(server, "chat") as talk, Talk(server) as kb:
            with pytest.raises(RuntimeError, match="running already"):
                server.start()
            assert [one["id"] for one in talk.send("getConversationsList")["data"]] == [conversation]
            until = time.monotonic() + 5
            while not kb.send("retrieveSegments", dataset, json={"query": "tea"})["records"]:
                assert time.monotonic() < until


def test_servers_do_not_know_each_other() -> None:
    with DifyServer() as one, DifyServer() as other:
        assert info(one).is_success
        assert info(one, other.app_key()).status_code == 401


def test_a_taken_port_is_an_error_and_leaves_nothing_open() -> None:
    with DifyServer() as server, pytest.raises(OSError, match="in use"):
        DifyServer(port=int(server.url.rpartition(":")[2])).start()


def test_apps_are_found_by_name_and_by_mode(server: DifyServer) -> None:
    assert server.app_key("chatflow") == server.app_key("advanced-chat")
    assert server.app_id("workflow") != server.workflow_id("workflow")
    with pytest.raises(KeyError, match="there are chat"):
        server.app_key("nosuch")


def test_an_app_can_be_added_and_replaced_while_the_server_runs() -> None:
    with DifyServer([App("weather", "chat", key="app-weather", answer="It rains.")]) as server:
        with Talk(server, "weather") as talk:
            assert talk.ask("How is it?")["answer"] == "It rains."
        with pytest.raises(ValueError, match="key of another app"):
            server.add_app(App("other", "chat", key="app-weather"))
        server.add_app(App("weather", "chat", answer="The sun shines."))
        assert info(server, "app-weather").status_code == 401
        with Talk(server, "weather") as talk:
            assert talk.ask("How is it?")["answer"] == "The sun shines."


@pytest.mark.parametrize("options", [{"mode": "workflow"}, {"mode": "chat", "nodes": (object(),)}])
def test_an_app_without_what_its_mode_needs_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="nodes"):
        App("odd", **options)  # type: ignore[arg-type]


def test_it_remembers_requests_without_their_keys() -> None:
    with DifyServer(keep_requests=2, quirks=Quirks.none()) as server, Talk(server, "chat") as talk:
        talk.ask("hello", extra=[1])
        talk.send("uploadChatFile", status=201, files={"file": ("a.txt", b"abc", "text/plain")}, data={})
        upload = server.requests[-1]
        assert [(one.method, one.path, one.status) for one in server.requests] == [
            ("POST", "/chat-messages", 200),
            ("POST", "/files/upload", 201),
        ]
        assert server.requests[0].json == {"user": "ann", "inputs": {}, "query": "hello", "extra": [1]}
        file = {"filename": "a.txt", "content_type": "text/plain", "size": 3}
        assert upload.form == {"user": "ann", "file": file}
        assert time.time() - 5 < upload.time <= time.time()
        talk.send("getConversationsList", params={"limit": 5})
        assert [one.path for one in server.requests] == ["/files/upload", "/conversations"]
        assert server.requests[-1].query == {"limit": "5", "user": "ann"}
        assert not any(server.app_key() in repr(one) for one in server.requests)


def test_keys_appear_in_no_repr() -> None:
    app = App("secret", "chat", key="app-secret")
    with DifyServer([app]) as server:
        assert "app-secret" not in f"{app!r} {server!r} {server.requests!r}"


def test_the_version_can_be_another_one() -> None:
    with DifyServer(version="1.9.2") as server:
        assert info(server).headers["x-version"] == "1.9.2"


def test_a_slash_that_is_quoted_still_divides_a_path() -> None:
    with DifyServer() as server, Talk(server) as talk:
        dataset = talk.send("createDataset", json={"name": "kb"})["id"]
        listed = talk.client.get(f"/datasets/{dataset}%2Fdocuments")
        assert listed.json()["data"] == []


def test_a_bug_of_a_declared_answer_is_dify_s_own_error_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def broken(turn: object) -> str:
        raise LookupError("the test's own mistake")

    with DifyServer([App("broken", "chat", answer=broken)]) as server, Talk(server, "broken") as talk:
        body = {"inputs": {}, "query": "x"}
        assert talk.send("sendChatMessage", json=body, status=500)["code"] == "internal_server_error"
    assert "the test's own mistake" in caplog.text


def test_it_stands_alone() -> None:
    """It imports nothing of the client, and the client nothing of it: neither can hide a mistake of the other."""
    for path in PACKAGE.rglob("*.py"):
        if path.name == "plugin.py":  # its fixtures are clients
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= len(path.relative_to(PACKAGE).parts), path
                assert not (node.module or "").startswith("pydify_plus"), path
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith("pydify_plus") for alias in node.names), path
    for path in PACKAGE.parent.rglob("*.py"):
        if PACKAGE not in path.parents and path.parent.name != "cli":  # whose `serve` starts it
            assert "pydify_plus.testing" not in path.read_text(encoding="utf-8"), path


def test_without_the_extra_it_says_how_to_get_it() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from pydify_plus.testing import DifyServer"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parents[1])}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert 'pip install "pydify-plus[testing]"' in run.stderr


def test_an_upload_that_breaks_off_leaves_no_file_open(server: DifyServer) -> None:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("it is read from /proc what the process holds")

    def nameless() -> int:  # as temporary files are
        count = 0
        for path in folder.iterdir():
            try:
                count += "(deleted)" in str(path.readlink())
            except FileNotFoundError:  # closed meanwhile
                continue
        return count

    before = nameless()
    head = (
        f"POST /v1/files/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.app_key('chat')}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    )
    address = urlsplit(server.base_url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + b"x" * 3_000_000)
        deadline = time.monotonic() + 5
        while nameless() == before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert nameless() == before + 1
    while nameless() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert nameless() == before
