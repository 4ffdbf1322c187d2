"""`pydify-plus batch run`"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from bulk.conftest import Shouting
from typer.testing import CliRunner

from pydify_plus.cli.root import app


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("DIFY_", "PYDIFY_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYDIFY_PLUS_PROFILES", str(tmp_path / "profiles.yaml"))
    monkeypatch.setenv("DIFY_API_KEY", "app-shout")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)


def table(rows: int) -> None:
    Path("in.csv").write_text("Review\n" + "".join(f"row {number}\n" for number in range(rows)))


COMMAND = ["batch", "run", "in.csv", "--output", "out.jsonl", "--column", "text=Review"]


def test_a_batch(shout: Callable[[float], Shouting], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFY_BASE_URL", shout(0.0).base_url)
    table(20)
    run = CliRunner().invoke
    done = run(app, [*COMMAND, "--ordered", "--report", "report.json"])
    assert done.exit_code == 0, done.output
    assert "done\t20" in done.stdout
    assert [json.loads(line)["output.shouted"] for line in Path("out.jsonl").read_text().splitlines()][3] == "ROW 3"
    assert json.loads(Path("report.json").read_text())["done"] == 20

    Path("in2.csv").write_text("text\nfine\n" + "x" * 300 + "\n")
    refused = run(app, ["batch", "run", "in2.csv", "-o", "out2.csv"])
    assert refused.exit_code == 2
    assert "row 2: text must have at most 256" in refused.stderr
    failed = run(app, ["batch", "run", "in2.csv", "-o", "out2.csv", "--invalid", "fail", "--format", "json"])
    assert failed.exit_code == 1
    told = json.loads(failed.stdout)
    assert (told["done"], told["failed"], told["failures"]) == (1, 1, {"inputs": 1})
    assert "with --retry-failed" in told["advice"]
    wrong = run(app, [*COMMAND[:-1], "Review"])
    assert wrong.exit_code == 2
    assert "INPUT=COLUMN" in wrong.stderr


@pytest.mark.slow
def test_ctrl_c_in_a_terminal(shout: Callable[[float], Shouting], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFY_BASE_URL", shout(0.3).base_url)
    monkeypatch.setenv("TERM", "xterm")
    table(300)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "pydify_plus", *COMMAND], encoding="utf-8", timeout=60, dimensions=(40, 160)
    )
    terminal.expect(r"Running rows.*\D[1-9]\d*/300.*rows/s.*ETA")
    terminal.sendintr()
    terminal.expect("in flight are finished first; Ctrl-C leaves them at once")
    terminal.expect("ended early")
    terminal.expect("to go on")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    before = len(Path("out.jsonl").read_text().splitlines())
    assert 0 < before < 300


@pytest.mark.slow
def test_ctrl_c_twice_leaves_and_the_same_command_goes_on(
    shout: Callable[[float], Shouting], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = shout(1.0)
    monkeypatch.setenv("DIFY_BASE_URL", server.base_url)
    table(6)
    with subprocess.Popen(
        [sys.executable, "-m", "pydify_plus", *COMMAND], stderr=subprocess.PIPE, text=True
    ) as process:
        while server.runs().total() < 6:
            time.sleep(0.02)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        assert process.wait(30) == 130
    done = CliRunner().invoke(app, COMMAND)
    lines = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert len(lines) == 6
    assert {line["status"] for line in lines} <= {"done", "unknown"}
    assert done.exit_code == (0 if all(line["status"] == "done" for line in lines) else 1)
    assert server.runs().total() == 6, "nothing was sent twice"
