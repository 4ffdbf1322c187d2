"""Completion in shells, and the reference of the commands."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from .conftest import Run

ROOT = Path(__file__).parents[2]


COMPLETED = [
    ("pydify-plus conv", ["conversations"]),
    ("pydify-plus conversations re", ["rename"]),
    ("pydify-plus profile ", ["add", "list", "show", "default", "remove"]),
    ("pydify-plus info --out", ["--output"]),
    ("pydify-plus info --output j", ["json"]),
    ("pydify-plus --prof", ["--profile"]),
]


@pytest.mark.parametrize(
    ("shell", "typed", "expected"),
    [*(("bash", *one) for one in COMPLETED), ("zsh", *COMPLETED[1]), ("fish", *COMPLETED[1])],
)
def test_commands_and_options_are_completed(run: Run, shell: str, typed: str, expected: list[str]) -> None:
    last = typed.rpartition(" ")[2]
    env: dict[str, str | None] = {
        "_PYDIFY_PLUS_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - (1 if last else 0)),
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": last,
    }
    result = run(env=env)
    assert result.exit_code == 0
    assert all(name in result.stdout for name in expected)
    if shell == "bash":
        assert result.stdout.split() == expected


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_with_the_script_that_is_shown(tmp_path: Path) -> None:
    command = tmp_path / "pydify-plus"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pydify_plus "$@"\n')
    command.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = (
        'eval "$(pydify-plus --show-completion bash)" || exit 1\n'
        'complete -p pydify-plus | grep -q "_pydify_plus_completion" || exit 2\n'
        "COMP_WORDS=(pydify-plus doc) COMP_CWORD=1 COMP_LINE='pydify-plus doc'\n"
        '_pydify_plus_completion pydify-plus doc\necho "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        [str(shutil.which("bash")), "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "doctor"), done.stderr


@pytest.mark.skipif(
    f"typer=={version('typer')}" not in (ROOT / "requirements-dev.txt").read_text(),
    reason="each version of typer writes commands in its own way; the page is written with the lock's",
)
def test_the_reference_of_the_commands_is_what_they_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ROOT / "scripts" / "command_table.py"
    monkeypatch.setattr(sys, "argv", [str(path), "--check"])
    monkeypatch.setattr(sys, "path", [*sys.path])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(path), run_name="__main__")
    assert ended.value.code == 0, capsys.readouterr().out
