"""The benchmarks run, whole, and say a number for all that they promise. How fast anything is, is not tested."""

from __future__ import annotations

import json
import subprocess
import sys
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

RUN = Path(__file__).parent.parent / "benchmarks" / "run.py"


def numbers(value: Any) -> list[float]:
    """All numbers within some JSON."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, (int, float)) else []


def test_every_row_is_there(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    command = [sys.executable, RUN, "--quick", "--no-rivals", "--to", tmp_path, "--json", tmp_path / "told.json"]
    subprocess.run(command, check=True, cwd=tmp_path, timeout=300)

    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert len(told["rows"]) == 26
    for row in told["rows"]:
        assert {row["floor"], row["ours"]} <= row["clients"].keys()
        for client in row["clients"].values():
            assert client["value"] >= 0
            assert min(client["time"]) > 0
    assert {*told["imports"]} == {"httpx", "pydify_plus", "httpx-sse"}
    assert all(each.keys() == {"httpx", "pydify_plus"} for each in (*told["growth"].values(), told["threads"]))
    assert all(map(isfinite, numbers(told)))
    for language, page in enumerate(("benchmarks.md", "benchmarks.zh-CN.md")):
        text = (tmp_path / page).read_text(encoding="utf-8")
        assert all(f"| {row['name'][language].strip()} |" in text for row in told["rows"])
    assert (tmp_path / "assets" / "benchmarks.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert not [path for path in tmp_path.iterdir() if path.is_dir() and path.name != "assets"]
