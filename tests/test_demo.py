"""`scripts/demo.py`, run as a process on the embedded Dify that it starts, and on one that the environment names."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pydify_plus import Client
from pydify_plus.testing import DifyServer

ROOT = Path(__file__).parents[1]


def start(**environment: str) -> subprocess.Popen[str]:
    """The demo as a process that knows nothing of this one's Dify."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DIFY_", "FORCE_COLOR"))}
    return subprocess.Popen(
        [sys.executable, ROOT / "scripts/demo.py"],
        env={**inherited, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "no_proxy": "*", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # A shell has its background jobs ignore interrupts, and their children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def run(**environment: str) -> tuple[int, str]:
    """The demo's exit code and all that it printed."""
    process = start(**environment)
    output = output_of(process, seconds=60)
    return process.returncode, output


def output_of(process: subprocess.Popen[str], *, seconds: float) -> str:
    """All that a process printed. One that does not end in time is killed, and shows what it had printed by then."""
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0] + "\n(killed: it did not end in time)"


@pytest.fixture
def server() -> Iterator[DifyServer]:
    with DifyServer() as server:
        yield server


def test_the_tour_of_the_embedded_dify_shows_every_part_in_time() -> None:
    began = time.monotonic()
    code, output = run()
    assert code == 0, output
    assert time.monotonic() - began < 20
    for line in (
        "Dify 1.14.2 at http://127.0.0.1:",
        "Dify: You said: My favourite number is 42.",
        'Dify: You said "My favourite number is 42.',
        "✓ Start ",
        "✓ LLM ",
        "The run succeeded after ",
        " client.workflows: client.workflows.stop_execution",
        " README.zh-CN.md: ",
        "Deleted the knowledge base.",
        "DifyAuthError: ",
        "All done in ",
    ):
        assert line in output
    assert "\x1b" not in output, "colours where no terminal is"


def test_a_part_whose_key_is_missing_is_skipped(server: DifyServer) -> None:
    code, output = run(DIFY_BASE_URL=server.url, DIFY_WORKFLOW_API_KEY=server.app_key("workflow"), FORCE_COLOR="1")
    assert code == 0, output
    assert "Skipped: DIFY_API_KEY is not set." in output
    assert "Skipped: DIFY_DATASET_API_KEY is not set." in output
    assert "The run succeeded after " in output
    assert "\x1b[32m✓" in output


def test_a_failed_part_is_told_and_the_others_go_on(server: DifyServer) -> None:
    code, output = run(
        DIFY_BASE_URL=server.base_url, DIFY_API_KEY="app-wrong", DIFY_WORKFLOW_API_KEY=server.app_key("workflow")
    )
    assert code == 1
    assert "Failed: DifyAuthError: " in output
    assert "The run succeeded after " in output
    assert "1 of the parts failed." in output


def test_a_server_without_any_key_is_an_error_that_says_what_to_set() -> None:
    code, output = run(DIFY_BASE_URL="http://127.0.0.1:9")
    assert code == 1
    assert "set those that you have" in output


def test_an_interrupted_tour_leaves_nothing_behind() -> None:
    with DifyServer(indexing_step=60) as server:
        dataset_key = server.dataset_key
        process = start(
            DIFY_BASE_URL=server.base_url, DIFY_API_KEY=server.app_key("chat"), DIFY_DATASET_API_KEY=dataset_key
        )
        with Client(server.base_url, dataset_api_key=dataset_key) as client:
            deadline = time.monotonic() + 120
            while not any(dataset.document_count for dataset in client.dataset.list_datasets()):
                assert time.monotonic() < deadline, "the demo makes no knowledge base"
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            output = output_of(process, seconds=120)
            assert process.returncode == 130, output
            assert "Interrupted; what was created is deleted." in output
            assert [dataset.name for dataset in client.dataset.list_datasets()] == []
