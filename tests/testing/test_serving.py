"""The command that serves, and the page that shows what it serves."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from testing.conversation import Talk

import pydify_plus.testing
from pydify_plus.testing import App, DifyServer, Fault, serving

SOURCE = Path(pydify_plus.testing.__file__).parents[2]
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with ExitStack() as stack:

        def run(*arguments: str) -> subprocess.Popen[str]:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-W", "error", "-m", "pydify_plus.testing", *arguments],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"},
                    cwd=tmp_path,
                )
            )
            stack.callback(process.kill)
            return process

        yield run


def read_banner(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("Ctrl+C"):
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        lines.append(line)
    return "".join(lines)


def test_it_serves_declared_apps_and_keeps_its_state_over_a_restart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "apps.yaml").write_text("apps: [{name: weather, mode: chat, answer: It rains.}]", encoding="utf-8")
    conversations: list[str] = []
    for _ in range(2):
        process = run("serve", "--port", "0", "--apps", "apps.yaml", "--state", "dify.sqlite3", "--version", "1.9.2")
        banner = read_banner(process)
        assert "a test double" in banner
        assert "in dify.sqlite3" in banner
        assert "WARNING" not in banner
        base_url, key = (re.findall(pattern, banner)[0] for pattern in (r"Base URL +(\S+)", r"weather +(app-\S+)"))
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx.post(
            f"{base_url}/chat-messages", json={"inputs": {}, "query": "Well?", "user": "ann"}, headers=headers
        )
        assert answer.headers["x-version"] == "1.9.2"
        assert answer.json()["answer"] == "It rains."
        listed = httpx.get(f"{base_url}/conversations", params={"user": "ann"}, headers=headers).json()["data"]
        conversations = conversations or [one["id"] for one in listed]
        assert conversations[0] in [one["id"] for one in listed]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert len(listed) == 2


def test_it_warns_when_others_may_reach_it() -> None:
    with DifyServer() as server:
        assert "WARNING" not in serving.banner(server, "127.0.0.1", None)
        assert "WARNING" not in serving.banner(server, "localhost", None)
        for host in ("0.0.0.0", "192.168.1.5", "build.example"):  # noqa: S104 - that is the point
            assert f"WARNING: it listens on {host}" in serving.banner(server, host, None)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--apps", "nosuch.yaml"], "No such file"),
        (["--apps", "bad.yaml"], "bad.yaml, line 1: `apps` must be a list"),
        (["--state", "bad.yaml"], "move it away"),
        (["--port", "TAKEN"], "in use"),
    ],
)
def test_what_is_wrong_is_one_line_and_a_status(
    arguments: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("apps: 1", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = [one.replace("TAKEN", str(taken.getsockname()[1])) for one in arguments]
        assert serving.main(["serve", "--port", "0", *given]) == 1
    told = capsys.readouterr()
    assert complaint in told.err
    assert (len(told.err.splitlines()), told.out) == (1, "")


class Reader(HTMLParser):
    """The tags and the text of a page; every tag must be closed in turn."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] == "p" != tag:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def shown(server: DifyServer) -> Reader:
    answer = httpx.get(f"{server.url}/_/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert 'name=viewport content="width=device-width' in answer.text
    reader = Reader()
    reader.feed(answer.text)
    reader.close()
    assert not reader.open
    return reader


def test_the_page_lists_apps_keys_datasets_and_requests() -> None:
    with DifyServer([App("weather", "chat", "Tells the weather", answer="It rains.")]) as server:
        assert "There were none yet." in shown(server).words
        with Talk(server, "weather") as talk, Talk(server) as kb:
            talk.ask("How is it?")
            kb.send("createDataset", json={"name": "drinks"})
            talk.client.get("/nosuch")
        server.faults.add(Fault.reset())
        with pytest.raises(httpx.ReadError):
            httpx.get(f"{server.base_url}/info")
        server.faults.add(Fault.status(503), times=3)
        words = shown(server).words
        keys = [server.app_key(app) for app in ("weather", "chat", "agent", "chatflow", "completion", "workflow")]
        for expected in (*keys, server.dataset_key, server.base_url, "Tells the weather", "drinks", "sendChatMessage"):
            assert expected in words
        for expected in (
            "POST /chat-messages",
            "How is it?",
            "GET /nosuch404",
            "no answer",
            "503 service_unavailable3 times",
        ):
            assert expected in words
        assert len(server.requests) == 4  # the page is none
        assert server.faults.pending[0].left == 3


def test_the_page_shows_as_text_whatever_was_sent() -> None:
    evil = "<script>alert(1)</script>\"'&"
    with DifyServer([App(evil, "chat", evil)]) as server, Talk(server) as kb, Talk(server, "chat") as talk:
        kb.send("createDataset", json={"name": evil[:40]})
        talk.ask(evil)
        talk.client.get(f"/{evil}", params={evil: evil})
        talk.send(
            "uploadChatFile", status=201, files={"file": (evil.replace("/", ""), b"", "text/plain")}, data={evil: evil}
        )
        page = shown(server)
        assert "script" not in page.tags
        assert page.words.count("<script>alert(1)</script>") >= 5


def test_the_page_shortens_what_is_long() -> None:
    with DifyServer() as server, Talk(server, "chat") as talk:
        talk.ask("x" * 10_000)
        for _ in range(60):
            talk.client.get("/nosuch")
        words = shown(server).words
        assert words.count("/nosuch") == 50
        assert "characters more" not in words
        talk.ask("x" * 10_000)
        assert "characters more" in shown(server).words
