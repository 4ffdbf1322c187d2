"""The guides to syncing and exporting: every Python block runs, and both languages have the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from readme import ROOT, examples_in, with_keys

from pydify_plus.testing import DifyServer

GUIDES = ("knowledge-sync", "exports")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_code_of_the_guide_runs(guide: str, tmp_path: Path) -> None:
    english, chinese = (examples_in(ROOT / "docs" / f"{guide}{language}.md") for language in ("", ".zh-CN"))
    assert [one.code for one in english] == [one.code for one in chinese]
    assert len(english) >= 2
    with DifyServer(indexing_step=0.001) as server:
        for example in english:
            done = subprocess.run(
                [sys.executable, "-W", "error", "-c", with_keys(example.code, server)],
                env={
                    **os.environ,
                    "DIFY_BASE_URL": server.base_url,
                    "PYTHONPATH": str(ROOT / "src"),
                    "PYTHONUTF8": "1",
                },
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout
