"""Every piece of code of the READMEs and of docs/ runs, and both languages have the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pages.markdown import ROOT, blocks, chinese_of, commands, english_of, name_of, pages, skeleton
from pages.not_run import BLOCKS, COMMANDS, LANGUAGES

WITH_CODE = [page for page in pages() if blocks(page)]
NAMES = [name_of(page) for page in WITH_CODE]


def run(page: Path, folder: Path) -> list[dict[str, Any]]:
    """What became of each block of a page, run in a process of its own in an empty folder."""
    result = folder / "result.json"
    work = folder / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pages.run", page, result],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("DIFY_", "PYTEST_"))},
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
            "PYTHONUTF8": "1",
            "no_proxy": "*",
        },
        cwd=work,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-8000:]
    found: list[dict[str, Any]] = json.loads(result.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=() if page.parent == ROOT else pytest.mark.slow, id=name)
        for page, name in zip(WITH_CODE, NAMES, strict=True)
    ],
)
def test_the_code_of_the_page_runs(page: Path, tmp_path: Path) -> None:
    found = run(page, tmp_path)
    assert {each["line"] for each in found} == {block.line for block in blocks(page)}
    if page.parent == ROOT:
        codes = {block.line: block.code for block in blocks(page)}
        for each in found:
            if each["language"] == "python":
                assert each["output"] or "assert" in codes[each["line"]], "an example that shows nothing"


@pytest.mark.parametrize("page", [page for page in WITH_CODE if page == english_of(page)], ids=name_of)
def test_both_languages_have_the_same_code(page: Path) -> None:
    english, chinese = blocks(page), blocks(chinese_of(page))
    assert [block.language for block in english] == [block.language for block in chinese]
    for one, other in zip(english, chinese, strict=True):
        assert skeleton(one) == skeleton(other), f"{other.page}, line {other.line}"
    rows = [each.read_text(encoding="utf-8").count("\n|") for each in (page, chinese_of(page))]
    assert rows[0] == rows[1], "tables of another length"


def test_what_is_not_run_is_on_a_page() -> None:
    found = [block for page in WITH_CODE for block in blocks(page)]
    shell = [command for block in found if block.language == "bash" for command in commands(block.code)]
    assert [each for each in COMMANDS if not any(command.startswith(each) for command in shell)] == []
    assert [each for each in LANGUAGES if all(block.language != each for block in found)] == []
    begins = {(block.page, block.code.partition("\n")[0]) for block in found}
    assert [each for each in BLOCKS if each not in begins] == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("```python\nprint(1 / 0)\n```\n", "ZeroDivisionError"),
        ('```python\nprint("one")\n```\n\n```output\ntwo\n```\n', "the page shows"),
        ("```bash\nfalse\n```\n", "false"),
        ("```yaml\na: [\n```\n", "ParserError"),
        ("```ruby\nputs 1\n```\n", "nothing runs"),
        ("```python\ndef test_it():\n    assert False\n```\n", "assert False"),
        ("```python\nimport asyncio\nawait asyncio.sleep(0)\nraise KeyError('here')\n```\n", "here"),
    ],
)
@pytest.mark.slow
def test_a_page_with_broken_code_fails(broken: str, why: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(broken, encoding="utf-8")
    with pytest.raises(AssertionError, match=re.escape(why)):
        run(page, tmp_path)
