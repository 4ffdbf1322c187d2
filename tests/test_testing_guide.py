"""The guide to testing, and its example: every piece of code in it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
GUIDES = ("docs/testing.md", "docs/testing.zh-CN.md")
EXAMPLE = ROOT / "examples" / "fastapi_testing"
WITH_PLUGIN = ("-W", "error", "-p", "pydify_plus")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(guide: str, language: str) -> list[str]:
    return [code for kind, code in _BLOCK.findall((ROOT / guide).read_text(encoding="utf-8")) if kind == language]


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


def test_the_code_of_the_guide_runs(run: pytest.Pytester) -> None:
    example = (EXAMPLE / "test_app.py").read_text(encoding="utf-8")
    own = [code for code in blocks(GUIDES[0], "python") if code not in example]
    assert 4 <= len(own) <= len(blocks(GUIDES[0], "python")) - 2, "two blocks are the example's, word for word"
    for number, code in enumerate(own):
        (run.path / f"test_block{number}.py").write_text(
            code if "def test_" in code else f"def test_it():\n{_indented(code)}", encoding="utf-8"
        )
    (apps,) = blocks(GUIDES[0], "yaml")
    (run.path / "apps.yaml").write_text(apps, encoding="utf-8")
    (run.path / "test_yaml.py").write_text(
        "from pydify_plus.testing import load_apps\n\n\ndef test_it():\n"
        "    assert [app.name for app in load_apps('apps.yaml')] == ['support', 'summary']\n",
        encoding="utf-8",
    )
    run.runpytest_subprocess(*WITH_PLUGIN).assert_outcomes(passed=len(own) + 1)


def _indented(code: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())


def test_both_languages_have_the_same_code_and_tables() -> None:
    english, chinese = ((ROOT / guide).read_text(encoding="utf-8") for guide in GUIDES)
    assert _BLOCK.findall(english) == _BLOCK.findall(chinese)
    assert english.count("\n|") == chinese.count("\n|")
