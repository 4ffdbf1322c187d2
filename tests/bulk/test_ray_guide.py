"""The example of the guide to Ray. It runs here and not with the other pages, since Ray gives warnings of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pages.markdown import ROOT, blocks

from pydify_plus.testing import DifyServer

pytest.importorskip("ray.data")

pytestmark = pytest.mark.slow


def test_the_example_runs(tmp_path: Path) -> None:
    (example,) = [block for block in blocks(ROOT / "docs" / "ray.md") if block.language == "python"]
    with DifyServer() as server:
        done = subprocess.run(
            [sys.executable, "-c", example.code.replace("app-YOUR-WORKFLOW-KEY", server.app_key("workflow"))],
            env={
                **os.environ,
                "DIFY_BASE_URL": server.base_url,
                "PYTHONPATH": str(ROOT / "src"),
                "RAY_USAGE_STATS_ENABLED": "0",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=85,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "You said: Review 0" in done.stdout
    assert "done         20" in done.stdout
    assert list((tmp_path / "summaries").glob("*.parquet"))
