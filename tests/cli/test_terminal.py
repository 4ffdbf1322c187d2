"""What only a terminal shows: prompts, answers that grow, keys that interrupt."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pydify_plus.testing import DifyServer

if os.name != "posix":
    pytest.skip("pexpect needs a POSIX terminal", allow_module_level=True)

from .terminal import CTRL_C, CTRL_D, terminal

Use = Callable[[str], None]
PROMPT = r"\n[^\n]*> (\x1b\[\?\d+[hl])*$"


@pytest.fixture(autouse=True)
def state(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    return home / "state" / "pydify-plus" / "chat_history"


def stops(dify: DifyServer) -> list[int]:
    return [request.status for request in dify.requests if request.operation == "stopChatMessageGeneration"]


@pytest.mark.slow
def test_a_conversation_with_upload_stop_and_a_beginning_anew(
    use: Use, home: Path, dify: DifyServer, state: Path
) -> None:
    use("chat")
    (home / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    already = len(stops(dify))
    with terminal("chat", "-i", "name=Ann") as shown:
        shown.until("Hello Ann!")
        shown.until("> ")
        shown.type("My name is Ann")
        shown.until("You said: My name is Ann")
        shown.until("> ")
        shown.type("/upload photo.png")
        shown.until(r"photo.png \(8 bytes\) goes along with the next message")
        shown.until("> ")
        shown.type("[[slow]]")
        shown.until("word1 ")
        shown.press(CTRL_C)
        shown.until("Stopped")
        shown.until("> ")
        shown.type("/new")
        shown.until("A new conversation begins")
        shown.until("> ")
        shown.type("What did I say?")
        shown.until("You have said nothing before")
        shown.until("> ")
        shown.press(CTRL_D)
        assert shown.ended() == 0
    assert stops(dify)[already:] == [200], "Ctrl-C stops it in Dify"
    sent = [request.json for request in dify.requests if request.operation == "sendChatMessage"][-3:]
    assert [len(one.get("files") or ()) for one in sent] == [0, 1, 0]
    assert sent[0]["inputs"] == {"name": "Ann"}
    assert "conversation_id" not in sent[2] or not sent[2]["conversation_id"]
    assert "My name is Ann" in state.read_text()
    assert state.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_stop_can_be_typed_while_an_answer_is_written_and_so_can_what_is_asked_next(use: Use, dify: DifyServer) -> None:
    use("slow")
    already = len(stops(dify))
    with terminal("chat") as shown:
        shown.until("> ")
        shown.type("Tell me")
        shown.until("upon")
        shown.type("/help")
        shown.type("/stop")
        shown.until("begin another conversation")  # typed ahead, and done when the answer is over
        shown.until("> ")
        shown.type("/quit")
        assert shown.ended() == 0
    assert stops(dify)[already:] == [200]


def test_keys_of_a_profile_are_typed_without_being_shown(home: Path) -> None:
    with terminal("profile", "add", "work") as shown:
        shown.until("Base URL.*: ")
        shown.type("http://dify.example")
        shown.until("Key of an app.*: ")
        shown.type("app-ThisIsNotToBeSeen")
        shown.until("Knowledge key.*: ")
        shown.type("")
        assert shown.ended() == 0
    assert "NotToBeSeen" not in shown.shown
    assert "app-ThisIsNotToBeSeen" in (home / "config" / "profiles.yaml").read_text()


@pytest.mark.slow
def test_a_progress_bar_counts_and_goes(use: Use, home: Path) -> None:
    use("chat")
    for name in ("a.txt", "b.txt", "c.txt"):
        (home / name).write_text(name)
    with terminal("files", "upload", "a.txt", "b.txt", "c.txt") as shown:
        bar = shown.until("3/3")
        assert "Uploading" in bar
        assert "files/s" in shown.until("ETA")
        assert shown.ended() == 0
        assert "│ a.txt" in shown.shown


@pytest.mark.slow
def test_a_second_ctrl_c_leaves_an_answer_that_does_not_end(use: Use, dify: DifyServer) -> None:
    from pydify_plus.testing import Fault

    use("chat")
    with dify.faults.add(Fault.stall(events=2), operation="sendChatMessage"), terminal("chat") as shown:
        shown.until("> ")
        shown.type("one two three four")
        shown.until("You said")
        shown.press(CTRL_C)
        shown.until("Ctrl-C again leaves at once")
        shown.press(CTRL_C)
        shown.until("> ")
        shown.press(CTRL_C)
        shown.until("/quit or Ctrl-D leaves")
        shown.until("> ")
        shown.press(CTRL_D)
        assert shown.ended() == 0


@pytest.mark.slow
def test_required_inputs_and_forms_of_people_are_asked_for(use: Use) -> None:
    use("form")
    with terminal("chat") as shown:
        shown.until("The topic: ")
        shown.type("far too long a topic")
        shown.until("at most 10 characters")
        shown.until("The topic: ")
        shown.type("cats")
        shown.until("tone: ")
        shown.type("2")
        shown.until("> ")
        shown.type("Write")
        shown.until("Publish .*A draft")
        shown.until("comment: ")
        shown.type("fine")
        shown.until("Choose: ")
        shown.type("7")
        shown.until("one of 1 to 2")
        shown.type("publish")
        shown.until("casual: fine ok")
        shown.until("> ")
        shown.press(CTRL_D)
        assert shown.ended() == 0
        assert "connection broke" not in shown.shown


@pytest.mark.slow
def test_answers_are_rendered_and_cannot_steer_the_terminal(use: Use) -> None:
    use("markdown")
    with terminal("chat", "Go") as shown:
        assert shown.ended() == 0
        final = shown.shown
    assert "**" not in final
    assert "link (https://example.com/x)" in final
    assert "<b>tags</b>" in final, "HTML stays text"
    assert "return 1" in final
    assert "The end.␛]0;evil␇" in final
    with terminal("chat", "--plain", "Go") as shown:
        assert shown.ended() == 0
        assert "**bold**" in shown.shown
        assert "␛]0;evil␇" in shown.shown


@pytest.mark.slow
def test_ctrl_c_stops_a_run_in_dify_and_ends_with_130(use: Use, dify: DifyServer) -> None:
    use("workflow")
    with terminal("run", "-i", "text=[[slow]]", "--stream") as shown:
        shown.until("word1 ")
        shown.press(CTRL_C)
        assert shown.ended() == 130
    assert [request.status for request in dify.requests if request.operation == "stopWorkflowTaskGeneration"] == [200]


@pytest.mark.slow
def test_tables_have_lines_and_no_color_is_honoured(use: Use) -> None:
    use("chat")
    with terminal("info") as shown:
        coloured = shown.process.read()
    with terminal("info", env={"NO_COLOR": "1"}) as shown:
        plain = shown.process.read()
    for text in (coloured, plain):
        assert "╭" in text
        assert "description" in text
    with terminal("doctor") as shown:
        assert "\x1b[32m    ok" in shown.process.read()
    with terminal("doctor", env={"NO_COLOR": "1"}) as shown:
        assert "\x1b[3" not in shown.process.read()


@pytest.mark.slow
def test_serve_tells_programs_where_it_is_and_ends_with_ctrl_c(home: Path) -> None:
    with terminal("serve", "--port", "0", "--output", "json") as shown:
        assert '"base_url": "http://127.0.0.1:' in shown.until(r"dataset_key.*\n")
        shown.press(CTRL_C)
        assert shown.ended() == 0
    with terminal("serve", "--port", "0", "--apps", "gone.yaml") as shown:
        assert shown.ended() == 1
        assert "gone.yaml" in shown.shown
