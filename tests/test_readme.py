"""Every Python example of the READMEs runs as it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from readme import READMES, ROOT, Example, examples, with_keys

from pydify_plus.testing import DifyServer


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer() as server:
        yield server


@pytest.mark.parametrize("example", examples(), ids=str)
def test_example_runs(example: Example, server: DifyServer, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(with_keys(example.code, server), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        env={**os.environ, "DIFY_BASE_URL": server.base_url, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or "assert" in example.code, "an example that shows nothing"


def test_both_languages_have_the_same_examples() -> None:
    english, chinese = ([example for example in examples() if example.file == name] for name in READMES)
    assert len(english) == len(chinese) >= 7
    for one, other in zip(english, chinese, strict=True):
        assert len(one.code.splitlines()) == len(other.code.splitlines()), other.heading
