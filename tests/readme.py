"""The Python examples of Markdown files; those of the READMEs made ready to run against a Dify that answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydify_plus.testing import DifyServer

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")

_BLOCK = re.compile(r"^(#+ [^\n]+)$|^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One block of code and the heading that it stands under."""

    file: str
    heading: str
    code: str

    def __str__(self) -> str:
        return f"{self.file}: {self.heading}"


def examples() -> list[Example]:
    """Every Python block of both READMEs."""
    return [example for name in READMES for example in examples_in(ROOT / name)]


def examples_in(path: Path) -> list[Example]:
    """Every Python block of a Markdown file."""
    found: list[Example] = []
    heading = ""
    for match in _BLOCK.finditer(path.read_text(encoding="utf-8")):
        if match[1]:
            heading = match[1].lstrip("# ")
        else:
            found.append(Example(path.name, heading, match[2]))
    return found


def with_keys(code: str, server: DifyServer) -> str:
    """The code with the keys of `server` in place of the placeholders."""
    for placeholder, key in (
        ("app-YOUR-CHAT-KEY", server.app_key("chat")),
        ("app-YOUR-WORKFLOW-KEY", server.app_key("workflow")),
        ("dataset-YOUR-KEY", server.dataset_key),
    ):
        code = code.replace(placeholder, key)
    return code
