"""Each example, started by its one command, and used as people use it."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from pydify_plus.testing import LLM, App, DifyServer, End, Fault, InputField, Turn

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = str(ROOT / "scripts" / "example")


def environment(**given: str) -> dict[str, str]:
    """This process's, without a Dify but the one that is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIFY_")}
    return {**kept, "NO_PROXY": "*", "PYTHONWARNINGS": "", **given}


def run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    options = {"env": environment(), "timeout": 120, **options}
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr
    return done


@contextmanager
def serving(*command: str, env: dict[str, str]) -> Iterator[str]:
    """A server as a process, by its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*command, "--port", str(port)], env=env)
    try:
        end = time.monotonic() + 60
        while not answers(address):
            assert time.monotonic() < end, "it took too long"
            assert process.poll() is None, "the process has ended"
            time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
    assert code in (0, 130, -signal.SIGINT)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310
            return True
    except OSError:
        return False


class Browser:
    """As much of a browser as a form needs."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str = "/") -> str:
        with self._opener.open(self._address + path, timeout=30) as response:
            return str(response.read().decode())

    def post(self, path: str, **fields: str) -> Any:
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', self.get())
        assert token
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        return self._opener.open(self._address + path, body, timeout=30)


def test_all_are_listed() -> None:
    told = run(COMMAND).stderr
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert len(folders) == 7
    for folder in folders:
        assert f"    {folder} " in told
        for guide in ("README.md", "README.zh-CN.md"):
            assert f"scripts/example {folder}" in (EXAMPLES / guide).read_text(encoding="utf-8")
    wrong = subprocess.run([COMMAND, "fastapi_chap"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "no example 'fastapi_chap'" in wrong.stderr


def test_fastapi_chat() -> None:
    """The page itself is tested in a browser; this is the command."""
    with serving(COMMAND, "fastapi_chat", env=environment()) as address:
        browser = Browser(address)
        assert "<title>Chat</title>" in browser.get()
        assert json.loads(browser.get("/api/app"))["name"] == "Assistant"


def test_fastapi_testing() -> None:
    assert re.search(r"\d+ passed", run(COMMAND, "fastapi_testing", "-q", cwd=EXAMPLES).stdout)


def test_django_view() -> None:
    has_begun = threading.Event()

    async def hesitate(turn: Turn) -> AsyncIterator[str]:
        yield "One … "
        await asyncio.to_thread(has_begun.wait, 60)
        yield "two. <b>"

    with DifyServer([App("slow", "chat", answer=hesitate)]) as dify:
        env = environment(DIFY_BASE_URL=dify.base_url, DIFY_API_KEY=dify.app_key("chat"))
        with serving(COMMAND, "django_view", env=env) as address:
            ann, bob = Browser(address), Browser(address)
            assert "You said: Hello &lt;b&gt;" in ann.post("/", question="Hello <b>").read().decode()
            assert "Hello &lt;b&gt;" in ann.post("/", question="What did I say?").read().decode()
            assert "You have said nothing before" in bob.post("/", question="What did I say?").read().decode()
            dify.faults.add(Fault.reset(), operation="sendChatMessage")
            with pytest.raises(urllib.error.HTTPError) as failed:
                ann.post("/", question="Hello")
            with failed.value as page:
                assert (page.code, "Please try again" in page.read().decode()) == (502, True)
            with pytest.raises(urllib.error.HTTPError) as forged:
                urllib.request.urlopen(f"{address}/", b"question=Hello", timeout=30)  # noqa: S310
            with forged.value as page:
                assert page.code == 403, "a form of another site"

        env["DIFY_API_KEY"] = dify.app_key("slow")
        with (
            serving(sys.executable, str(EXAMPLES / "django_view" / "main.py"), env=env) as address,
            Browser(address).post("/stream", question="Hello") as response,
        ):
            assert response.headers["content-type"] == "text/plain; charset=utf-8"
            assert response.read1().decode() == "One … ", "it comes as it is made"
            has_begun.set()
            assert response.read().decode() == "two. <b>"


def test_batch_notebook(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    run(COMMAND, "batch_notebook", "--folder", str(tmp_path))
    notebook = nbformat.read(tmp_path / "batch_results.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    assert [output for output in outputs if "image/png" in output.get("data", {})]
    results = (tmp_path / "results.csv").read_text(encoding="utf-8")
    assert results.count("\n") == 21
    assert results.count("positive") == 8


def test_langchain_retriever(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_core")
    told = run(COMMAND, "langchain_retriever", "How are goods refunded?", "Nothingness").stdout
    assert "Returns: Goods may be sent back within thirty days." in told
    assert "Nothing was found." in told

    monkeypatch.syspath_prepend(EXAMPLES)
    monkeypatch.syspath_prepend(EXAMPLES / "langchain_retriever")
    from embedded import make_handbook
    from retriever import DifyRetriever

    from pydify_plus import AsyncClient, Client
    from pydify_plus.errors import DifyNotFoundError

    async def search(retriever: Any) -> Any:
        async with retriever.async_client:
            return await retriever.ainvoke("refunded money")

    with DifyServer() as dify, Client(dify.base_url, dataset_api_key=dify.dataset_key) as client:
        retriever = DifyRetriever(
            dataset_id=make_handbook(dify),
            settings={"top_k": 1},
            client=client,
            async_client=AsyncClient(dify.base_url, dataset_api_key=dify.dataset_key),
        )
        (found,) = retriever.invoke("refunded money")
        assert found.page_content.startswith("Goods may be sent back")
        assert found.metadata["source"] == "Returns"
        assert found.metadata["score"] > 0
        assert anyio.run(search, retriever) == [found]
        assert dify.dataset_key not in repr(retriever)
        with pytest.raises(DifyNotFoundError):
            retriever.model_copy(update={"dataset_id": "00000000-0000-0000-0000-000000000000"}).invoke("x")


def test_mcp_server() -> None:
    mcp = pytest.importorskip("mcp")

    async def use(command: str, arguments: list[str], env: dict[str, str], calls: list[dict[str, Any]]) -> Any:
        steps: list[str] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            steps.append(message or "")

        with anyio.fail_after(90):
            async with mcp.Client(mcp.StdioServerParameters(command=command, args=arguments, env=env)) as client:
                (tool,) = (await client.list_tools()).tools
                answers = [await client.call_tool(tool.name, call, progress_callback=progress) for call in calls]
        return tool, answers, steps

    calls = [{"review": "I love it."}, {"reviw": "A mistake"}]
    tool, answers, steps = anyio.run(use, COMMAND, ["mcp_server"], environment(), calls)
    assert tool.name == "review_classifier"
    assert tool.input_schema["required"] == ["review"]
    assert answers[0].structured_content["mood"] == "positive"
    assert not answers[0].is_error
    assert answers[1].is_error
    assert "reviw" in answers[1].content[0].text, "the model can correct itself"
    assert "Classify" in steps

    failing = App(
        "失败",
        "workflow",
        inputs=(InputField("size", "select", options=("S", "L"), required=True), InputField("doc", "file")),
        nodes=(LLM(id="llm", prompt="x", answer="[[error]]"), End(outputs={"text": ("llm", "text")})),
    )
    with DifyServer([failing]) as dify:
        env = environment(DIFY_BASE_URL=dify.base_url, DIFY_API_KEY=dify.app_key("失败"))
        arguments = [str(EXAMPLES / "mcp_server" / "main.py")]
        wrong = {"size": "S", "doc": "no address"}
        tool, answers, _ = anyio.run(use, sys.executable, arguments, env, [{"size": "S"}, wrong])
    assert tool.input_schema["properties"]["size"]["enum"] == ["S", "L"]
    assert not answers[0].is_error
    assert answers[1].is_error
    assert "http" in answers[1].content[0].text


def test_otel_trace() -> None:
    app = App(
        "reviews",
        "workflow",
        inputs=(InputField("review", "paragraph", required=True),),
        nodes=(LLM(id="llm", title="Classify", prompt="{{#start.review#}}"), End(outputs={"mood": ("llm", "text")})),
    )
    with DifyServer([app]) as dify:
        env = environment(DIFY_BASE_URL=dify.base_url, DIFY_API_KEY=dify.app_key("reviews"))
        told = run(COMMAND, "otel_trace", "review=Fine.", env=env).stdout
        failed = run(COMMAND, "otel_trace", "review=[[error]]", env=env).stdout
        sent = [request for request in dify.requests if request.operation == "executeWorkflow"]
    assert dify.app_key("reviews") not in told
    spans = [json.loads(line) for line in told.splitlines()]
    by_name = {span["name"]: span for span in spans}
    (root,) = [span for span in spans if span["parent_id"] is None]
    assert root["name"] == "dify.workflow"
    assert {span["parent_id"] for span in spans if span is not root} == {root["context"]["span_id"]}
    assert by_name["Classify"]["attributes"]["dify.node.type"] == "llm"
    assert by_name["POST"]["attributes"]["http.status_code"] == 200
    assert {f"0x{sent[0].headers['x-trace-id']}"} == {span["context"]["trace_id"] for span in spans}
    statuses = {span["name"]: span["status"]["status_code"] for span in map(json.loads, failed.splitlines())}
    assert statuses["Classify"] == statuses["dify.workflow"] == "ERROR"


def test_vendored_files_are_what_their_readme_says() -> None:
    vendor = EXAMPLES / "fastapi_chat" / "static" / "vendor"
    readme = (vendor / "README.md").read_text(encoding="utf-8")
    for name, pattern in {"marked.esm.js": r"marked v([\d.]+)", "purify.es.mjs": r"DOMPurify ([\d.]+)"}.items():
        version = re.search(pattern, (vendor / name).read_text(encoding="utf-8"))
        assert version
        assert version[1] in readme
