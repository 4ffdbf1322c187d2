"""The example of the guide to Ray. It runs here and not with the other pages, since Ray gives warnings of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from readme import ROOT, examples_in, with_keys

from pydify_plus.testing import DifyServer

pytest.importorskip("ray.data")

pytestmark = pytest.mark.slow


def test_the_example_runs(tmp_path: Path) -> None:
    (example,) = examples_in(ROOT / "docs" / "ray.md")
    with DifyServer() as server:
        done = subprocess.run(
            [sys.executable, "-c", with_keys(example.code, server)],
            env={
                **os.environ,
                "DIFY_BASE_URL": server.base_url,
                "PYTHONPATH": str(ROOT / "src"),
                "RAY_USAGE_STATS_ENABLED": "0",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "You said: Review 0" in done.stdout
    assert "done         20" in done.stdout
    assert list((tmp_path / "summaries").glob("*.parquet"))
