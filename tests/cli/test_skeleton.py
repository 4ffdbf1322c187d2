"""The command line's frame: what is imported when, options, errors and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pydify_plus import __version__
from pydify_plus.cli import root
from pydify_plus.cli.commands import COMMANDS
from pydify_plus.cli.failure import Failure
from pydify_plus.cli.output import Format, Output, visible
from pydify_plus.cli.problems import describe, exit_code, format_in
from pydify_plus.errors import DifyConnectionError, DifyNotFoundError

from .conftest import Run


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_the_version_is_told() -> None:
    done = python("-m", "pydify_plus", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"pydify-plus {__version__}\n", "")


def test_without_the_extra_it_says_what_to_install() -> None:
    without_typer = (
        "import sys, runpy, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name in ('typer', 'yaml') else find(name, *rest)\n"
        "runpy.run_module('pydify_plus', run_name='__main__')"
    )
    done = python("-c", without_typer)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == 'pydify-plus needs typer, yaml, which the extra `cli` brings: pip install "pydify-plus[cli]"\n'
    )


def test_help_imports_no_command_and_no_client_and_the_client_imports_no_command_line() -> None:
    of_help = (
        "import sys; from pydify_plus.cli.root import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(n for n in sys.modules if n in ('httpx', 'pydify_plus._sync.client', 'pydify_plus.cli.profile', 'pydify_plus.bulk')))"
    )
    assert python("-c", of_help).stdout.splitlines()[-1] == "[]"
    of_client = (
        "import sys; from pydify_plus import Client, AsyncClient; Client(api_key='app-x').close()\n"
        "print([n for n in sys.modules if n.startswith(('pydify_plus.cli', 'typer', 'rich', 'yaml', 'click', 'platformdirs'))])"
    )
    assert python("-c", of_client).stdout == "[]\n"


def test_every_command_has_help_with_an_example_and_can_be_loaded(run: Run) -> None:
    listed = run("--help").output
    for command in COMMANDS:
        assert command.name in listed
        for path, leaf in leaves(root.load(command.name), (command.name,)):
            assert leaf.help, path
            assert "pydify-plus " + " ".join(path) in (leaf.epilog or ""), f"{path} shows no example"
            assert run(*path, "--help").exit_code == 0


def leaves(command, path):  # type: ignore[no-untyped-def]
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    else:
        for name, one in below.items():
            yield from leaves(one, (*path, name))


def test_no_command_shows_the_help(run: Run) -> None:
    assert run().exit_code == 0
    assert "Work with Dify" in run().stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profil"], "No such command 'profil'. Did you mean 'profile'?"),
        (["profile", "list", "--no-such"], "No such option: --no-such"),
        (["profile"], "Missing command"),
        (["--output", "xml", "profile", "list"], "'xml' is not one of"),
    ],
)
def test_a_wrong_command_line_ends_with_2(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("where", ["before", "after"])
def test_errors_are_objects_where_json_or_yaml_is_asked_for(run: Run, where: str) -> None:
    for format, load in (("json", json.loads), ("yaml", yaml.safe_load)):
        asked = ["-o", format]
        result = run(
            *(asked if where == "before" else []), "profile", "show", "gone", *(asked if where == "after" else [])
        )
        error = load(result.stderr)
        assert (result.exit_code, result.stdout, error["kind"]) == (2, "", "config")
        assert list(error) == ["kind", "message", "status", "code", "hint", "operation"]
        assert "no profile 'gone'" in error["message"]
        assert error["hint"] == "pydify-plus profile add gone"


def test_errors_of_every_kind_are_described() -> None:
    missing = DifyNotFoundError("no such app", status_code=404, code="not_found", hint="look", operation="getInfo")
    assert describe(missing) == {
        "kind": "not_found",
        "message": "no such app",
        "status": 404,
        "code": "not_found",
        "hint": "look",
        "operation": "getInfo",
        "may_have_run": False,
    }
    lost = describe(DifyConnectionError("reset", may_have_run=True, operation="sendChatMessage"))
    assert (lost["kind"], lost["status"], lost["operation"], lost["may_have_run"]) == (
        "connection",
        None,
        "sendChatMessage",
        True,
    )
    for error, kind, code in (
        (missing, "not_found", 1),
        (Failure("x", kind="odd", exit_code=7), "odd", 7),
        (ValueError("not so"), "usage", 2),
        (FileNotFoundError(2, "gone", "a.txt"), "file", 1),
        (KeyboardInterrupt(), "interrupted", 130),
        (RuntimeError("oops"), "internal", 1),
    ):
        assert (describe(error)["kind"], exit_code(error)) == (kind, code)


def test_keys_are_masked_in_errors() -> None:
    secret = "not-like-a-key-of-dify"
    described = describe(RuntimeError(f"sent {secret}, and app-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"), [secret])
    assert described["message"] == "RuntimeError: sent ***, and app-***"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("info --output json", "json"),
        ("info --output=yaml", "yaml"),
        ("-o json info", "json"),
        ("-ojson info", "json"),
        ("batch run --output rows.csv --format json", "json"),
        ("info -- --output json", "table"),
        ("info --output", "table"),
    ],
)
def test_the_format_is_known_before_the_command_line_is(line: str, expected: str) -> None:
    assert format_in(line.split()) is Format(expected)


@pytest.mark.parametrize(
    "arguments", [["--api-key", "app-secret"], ["--api-key=app-secret"], ["--dataset-api-key", "app-secret"]]
)
def test_a_key_on_the_command_line_is_refused_with_what_to_do(run: Run, arguments: list[str]) -> None:
    result = run("profile", "list", *arguments)
    assert result.exit_code == 2
    assert "history" in result.stderr
    assert "DIFY_API_KEY" in result.stderr
    assert "app-secret" not in result.output


def test_rows_are_plain_in_a_pipe_and_whole_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": "1", "text": "a\tb\nc\\d", "more": {"n": 1}, "on": True},
        {"id": "2", "text": None, "more": {}, "on": False},
    ]
    Output().rows(rows, {"id": "id", "text": "text", "n": "more.n", "on": "on"})
    assert capsys.readouterr().out == "id\ttext\tn\ton\n1\ta\\tb\\nc\\\\d\t1\tyes\n2\t\t\tno\n"
    Output(Format.json).rows(rows, ["id"])
    assert json.loads(capsys.readouterr().out) == rows
    Output(Format.yaml).record(rows[0])
    assert yaml.safe_load(capsys.readouterr().out) == rows[0]


def test_what_an_answer_holds_cannot_steer_the_terminal() -> None:
    assert visible("a\x1b]0;title\x07\r\nb\tc\x9b1m") == "a␛]0;title␇\nb\tc\ufffd1m"


def test_a_module_is_named_for_every_command() -> None:
    folder = Path(root.__file__).parent
    assert all((folder / f"{command.module.replace('.', '/')}.py").is_file() for command in COMMANDS)
