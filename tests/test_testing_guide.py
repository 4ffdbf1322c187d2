"""The example of the guide to testing: its tests pass."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "fastapi_testing"
WITH_PLUGIN = ("-W", "error", "-p", "pydify_plus")


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "DIFY_BASE_URL", "DIFY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return pytester


def test_the_example_passes_its_tests(run: pytest.Pytester) -> None:
    for path in EXAMPLE.glob("*.py"):
        (run.path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    result = run.runpytest_subprocess(*WITH_PLUGIN)
    outcomes = result.parseoutcomes()
    assert outcomes.keys() <= {"passed", "in", "seconds"}, outcomes
    assert outcomes["passed"] >= 10
