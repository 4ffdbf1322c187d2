"""The commands, run in this process against an embedded Dify: their output for people, pipes and programs, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pydify_plus.cli.asking import ask_inputs
from pydify_plus.cli.failure import UsageFailure
from pydify_plus.cli.inputs import read_inputs
from pydify_plus.cli.output import Output
from pydify_plus.models import InputField
from pydify_plus.testing import DifyServer, Fault

from .conftest import Run

Use = Callable[[str], None]

# run


def test_a_workflow_is_run_and_its_outputs_are_printed(use: Use, run: Run) -> None:
    use("workflow")
    plain = run("run", "-i", "text=Hello", "-i", "number=7")
    assert (plain.exit_code, plain.stderr) == (0, "")
    assert plain.stdout == "result\tHello Hello (7)\nanswer\tYou said: Hello\nnumber\t7\ndoc\t\n"
    whole = json.loads(run("run", "-i", "text=Hello", "-o", "json").stdout)
    assert whole["data"]["status"] == "succeeded"
    assert whole["data"]["outputs"]["answer"] == "You said: Hello"
    assert (
        yaml.safe_load(run("run", "-i", "text=Hi", "--output", "yaml").stdout)["data"]["outputs"]["answer"]
        == "You said: Hi"
    )
    assert run("run", "-i", "text=Hello", "--get", "answer").stdout == "You said: Hello\n"
    lacking = run("run", "-i", "text=Hello", "--get", "summary")
    assert (lacking.exit_code, lacking.stdout) == (1, "")
    assert "there are result, answer, number, doc" in lacking.stderr


def test_the_steps_of_a_run_are_shown_on_standard_error(use: Use, run: Run) -> None:
    use("workflow")
    result = run("run", "-i", "text=Hello", "--stream")
    assert [line.split()[:2] for line in result.stderr.splitlines()] == [
        ["✓", one] for one in ("Start", "Greeting", "LLM", "End")
    ]
    assert "You said: Hello" in result.stdout


def test_a_failed_run_ends_with_1(use: Use, run: Run) -> None:
    use("failing")
    result = run("run", "-i", "text=Hello", "-o", "json")
    error = json.loads(result.stderr)
    assert (result.exit_code, error["kind"]) == (1, "run_failed")
    assert "The model is down" in error["message"]
    assert json.loads(result.stdout)["data"]["status"] == "failed", "the run is told all the same"


def test_inputs_of_every_type_reach_the_run(use: Use, run: Run, home: Path) -> None:
    use("values")
    (home / "a.txt").write_text("A")
    (home / "b.txt").write_text("B")
    (home / "row.json").write_text(json.dumps({"text": "of the file", "sure": False, "count": 1, "docs": ["@a.txt"]}))
    result = run(
        "run",
        "--inputs",
        "row.json",
        "-i",
        "count=2.5",
        "-i",
        "sure=yes",
        "-i",
        "docs=@a.txt",
        "-i",
        "docs=b.txt",
        "-o",
        "json",
    )
    assert result.exit_code == 0, result.output
    outputs = json.loads(result.stdout)["data"]["outputs"]
    assert (outputs["text"], outputs["count"], outputs["sure"]) == ("of the file", 2.5, True)
    assert [file["filename"] for file in outputs["docs"]] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "text is required"),
        (["-i", "txt=Hello"], "did you mean 'text'"),
        (["-i", "text"], "takes name=value"),
        (["-i", "text=a", "-i", "text=b"], "is given 2 times"),
        (["-i", "text=a", "-i", "count=many"], "count must be a number"),
        (["-i", "text=a", "-i", "sure=perhaps"], "sure must be true or false"),
        (["-i", "text=a", "-i", "doc=@gone.pdf"], "gone.pdf"),
        (["--inputs", "gone.json"], "cannot be read from gone.json"),
    ],
)
def test_wrong_inputs_cost_no_run(use: Use, run: Run, dify: DifyServer, arguments: list[str], complaint: str) -> None:
    use("values")
    before = sum(request.operation == "executeWorkflow" for request in dify.requests)
    result = run("run", *arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert sum(request.operation == "executeWorkflow" for request in dify.requests) == before


def test_a_completion_app_is_run_too(use: Use, run: Run) -> None:
    use("completion")
    assert run("run", "-i", "query=Hello").stdout == "You said: Hello\n"
    assert json.loads(run("run", "-i", "query=Hello", "-o", "json").stdout)["answer"] == "You said: Hello"
    assert run("run", "--inputs", "-", input='{"query": "Hi"}').stdout == "You said: Hi\n"


def test_each_app_is_for_its_command(use: Use, run: Run) -> None:
    use("chat")
    assert "pydify-plus chat" in run("run", "-i", "a=b").stderr
    use("workflow")
    assert "pydify-plus run" in run("chat", "Hello").stderr


# chat


def test_a_pipe_asks_line_by_line_in_one_conversation(use: Use, run: Run) -> None:
    use("chat")
    result = run("chat", input="My name is Ann\n\nWhat did I say?\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == 'You said: My name is Ann\nYou said "My name is Ann".\n'
    lines = [json.loads(line) for line in run("chat", "-o", "json", input="One\nTwo\n").stdout.splitlines()]
    assert [line["answer"] for line in lines] == ["You said: One", "You said: Two"]
    assert lines[0]["conversation_id"] == lines[1]["conversation_id"]
    documents = list(yaml.safe_load_all(run("chat", "-o", "yaml", input="One\nTwo\n").stdout))
    assert [document["answer"] for document in documents] == ["You said: One", "You said: Two"]


def test_one_question_and_its_conversation_goes_on(use: Use, run: Run) -> None:
    use("chat")
    first = json.loads(run("chat", "I am Ann", "-o", "json").stdout)
    again = run("chat", "What did I say?", "--conversation", first["conversation_id"])
    assert again.stdout == 'You said "I am Ann".\n'


def test_an_answer_that_fails_ends_with_1_after_what_came(use: Use, run: Run) -> None:
    use("chat")
    result = run("chat", "[[errormid]] and more words", "-o", "json")
    error = json.loads(result.stderr)
    assert (result.exit_code, error["operation"]) == (1, "sendChatMessage")
    plain = run("chat", "[[errormid]] and more words")
    assert plain.stdout.startswith("You said: ")
    assert "Error:" in plain.stderr


def test_an_answer_whose_connection_breaks_is_read_from_the_history(use: Use, run: Run, dify: DifyServer) -> None:
    use("chat")
    with dify.faults.add(Fault.cut(events=3), operation="sendChatMessage"):
        result = run("chat", "one two three four five six")
    assert (result.exit_code, result.stdout) == (0, "You said: one two three four five six\n")


def test_a_form_that_nobody_can_fill_in_is_told_with_its_token(use: Use, run: Run) -> None:
    use("form")
    result = run("chat", "Write", "-i", "topic=cats", "-i", "tone=casual", "-o", "json")
    error = json.loads(result.stderr)
    assert (result.exit_code, error["kind"]) == (1, "paused")
    assert "form tokens: " in error["hint"]


# looking


def test_info_tells_of_app_inputs_and_server(use: Use, run: Run, dify: DifyServer) -> None:
    use("chat")
    told = json.loads(run("info", "--output", "json").stdout)
    assert told["server"] == {"base_url": dify.base_url, "version": "1.14.2"}
    assert (told["app"]["name"], told["app"]["mode"]) == ("chat", "chat")
    assert [(field["name"], field["options"]) for field in told["inputs"]] == [
        ("name", []),
        ("tone", ["formal", "casual"]),
    ]
    assert "file_upload" in told["features"]
    plain = run("info").stdout
    assert "mode\tchat\n" in plain
    assert "tone\ttone\tselect\tno\tformal, casual\t\tformal\n" in plain
    assert json.loads(run("info", "--parameters", "-o", "json").stdout)["opening_statement"] == "Hello {{name}}!"
    use("knowledge")
    refused = run("info")
    assert refused.exit_code == 1
    assert "doctor" in refused.stderr


def test_doctor_ends_with_1_when_something_is_wrong(use: Use, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    use("chat")
    well = run("doctor")
    assert well.exit_code == 0
    assert "ok   api_key: the key of an app" in well.stdout
    assert "api_key: from the environment" in well.stderr
    monkeypatch.setenv("DIFY_API_KEY", "app-nobodyknowsthiskeyatall")
    ill = run("doctor", "-o", "json")
    told = json.loads(ill.stdout)
    assert (ill.exit_code, told["ok"]) == (1, False)
    assert [check["name"] for check in told["checks"] if not check["ok"]] == ["api_key", "groups"]
    assert told["settings"]["api_key"] == "the environment"
    assert "nobodyknows" not in ill.output
    monkeypatch.delenv("DIFY_API_KEY")
    assert "none was given" in run("doctor").stdout


def test_without_a_key_it_says_how_to_give_one(run: Run) -> None:
    result = run("info")
    assert result.exit_code == 2
    assert "DIFY_API_KEY" in result.stderr
    assert "pydify-plus profile add" in result.stderr


def test_errors_of_dify_and_of_the_network_are_told_in_full(
    use: Use, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("chat")
    gone = json.loads(run("conversations", "show", "00000000-0000-0000-0000-000000000000", "-o", "json").stderr)
    assert (gone["kind"], gone["status"], gone["operation"]) == ("not_found", 404, "getConversationHistory")
    monkeypatch.setenv("DIFY_BASE_URL", "http://127.0.0.1:1")
    lost = run("info", "--retries", "0", "-o", "json")
    assert (lost.exit_code, json.loads(lost.stderr)["kind"]) == (1, "connection")


def test_requests_are_logged_without_keys(use: Use, run: Run, dify: DifyServer) -> None:
    use("chat")
    result = run("info", "--verbose")
    assert "/info" in result.stderr
    assert dify.app_key("chat") not in result.output


def test_conversations_are_listed_shown_renamed_and_deleted(use: Use, run: Run) -> None:
    use("chat")
    run("chat", "--user", "carol", input="One\nTwo\n")
    (listed,) = json.loads(run("conversations", "list", "--user", "carol", "-o", "json").stdout)
    named = run("conversations", "rename", listed["id"], "About numbers", "--user", "carol")
    assert named.stdout == f"id\t{listed['id']}\nname\tAbout numbers\n"
    assert "About numbers" in run("conversations", "list", "--user", "carol").stdout
    shown = run("conversations", "show", listed["id"], "--user", "carol")
    assert shown.stdout.split("\n") == ["> One", "You said: One", "", "> Two", "You said: Two", "", ""]
    assert run("conversations", "delete", listed["id"], "--user", "carol", input="n\n").exit_code == 130
    assert run("conversations", "delete", listed["id"], "--user", "carol", "--yes").exit_code == 0
    assert json.loads(run("conversations", "list", "--user", "carol", "-o", "json").stdout) == []


def test_files_are_uploaded(use: Use, run: Run, home: Path) -> None:
    use("chat")
    (home / "a.txt").write_text("A")
    (home / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    uploaded = json.loads(run("files", "upload", "a.txt", "b.png", "-o", "json").stdout)
    assert [(file["name"], file["size"]) for file in uploaded] == [("a.txt", 1), ("b.png", 8)]
    lacking = run("files", "upload", "a.txt", "gone.txt", "-o", "json")
    assert (lacking.exit_code, json.loads(lacking.stderr)["kind"]) == (1, "file")


# inputs


def test_texts_become_values_of_their_fields_types(home: Path) -> None:
    (home / "data.json").write_text('{"a": 1}')
    (home / "row.yaml").write_text("name: of the file\nmore: 1\n")
    fields = [
        InputField(name="name", label="Name", type="text-input"),
        InputField(name="data", label="Data", type="json_object"),
        InputField(name="picture", label="Picture", type="file", allowed_file_types=("image",)),
    ]
    given = ["name=@alice", "data=@data.json", "picture=https://example.com/x"]
    found = read_inputs(given, "row.yaml", fields)
    assert (found["name"], found["data"], found["more"]) == ("@alice", {"a": 1}, 1)
    assert found["picture"].to_dict() == {
        "type": "image",
        "transfer_method": "remote_url",
        "url": "https://example.com/x",
    }
    with pytest.raises(UsageFailure, match="data must be a JSON object"):
        read_inputs(["data={"], None, fields)


def test_inputs_are_asked_for_until_they_are_right() -> None:
    fields = [
        InputField(name="topic", label="The topic", type="text-input", required=True, max_length=5),
        InputField(
            name="tone", label="Tone", type="select", required=True, options=("formal", "casual"), default="formal"
        ),
        InputField(name="pages", label="Pages", type="number", required=True),
    ]
    typed = iter(["", "too long", "cats", "3", "2", "x", "4"])
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(typed)

    assert ask_inputs(fields, Output(), ask) == {"topic": "cats", "tone": "casual", "pages": 4}
    assert asked == ["The topic: "] * 3 + ["Tone [formal]: "] * 2 + ["Pages: "] * 2
