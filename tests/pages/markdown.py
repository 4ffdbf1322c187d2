"""The blocks of code of Markdown files."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_PART = re.compile(
    r"^#+ (?P<heading>[^\n]+)$|^(?P<indent> *)```(?P<language>[\w+-]+)(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]+)"')
_NAMED = re.compile(r"^# ([\w./-]+\.\w+)\n")


class Block(NamedTuple):
    """One block of code, with where it stands and the file that it is, if it says so."""

    page: str
    line: int
    heading: str
    language: str
    file: str | None
    code: str

    def __str__(self) -> str:
        return f"{self.page}: {self.heading}"


def pages() -> list[Path]:
    """Every page for users: the READMEs and all that is under docs/."""
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def english_of(page: Path) -> Path:
    """The English page of a Chinese one; an English page itself."""
    return page.with_name(page.name.replace(".zh-CN.md", ".md"))


def chinese_of(page: Path) -> Path:
    """The Chinese page of an English one."""
    return page.with_name(page.name.removesuffix(".md") + ".zh-CN.md")


def name_of(page: Path) -> str:
    """A page's path within the project."""
    return page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name


def blocks(page: Path) -> list[Block]:
    """Every block of code of a page, in order."""
    text = page.read_text(encoding="utf-8")
    name = name_of(page)
    found: list[Block] = []
    heading = ""
    for part in _PART.finditer(text):
        if part["heading"]:
            heading = part["heading"]
            continue
        indent, code = part["indent"], part["code"]
        if indent:
            code = re.sub(f"^{indent}", "", code, flags=re.MULTILINE)
        titled = _TITLE.search(part["info"]) or _NAMED.match(code)
        line = text.count("\n", 0, part.start("code")) + 1
        found.append(Block(name, line, heading, part["language"], titled[1] if titled else None, code))
    return found


def commands(code: str) -> list[str]:
    """The commands of a shell block, continued lines joined, without comments."""
    lines = [line.strip() for line in code.replace("\\\n", " ").splitlines()]
    return [re.sub(r"\s+#\s.*$", "", line) for line in lines if line and not line.startswith("#")]


def skeleton(block: Block) -> str:
    """What a block is in every language: its code without comments and without what its strings say."""
    if block.language == "python":
        return ast.dump(_Bare().visit(ast.parse(block.code)))
    if block.language in ("output", "text"):
        return ""
    return re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|[^\x00-\x7f]+", "…", re.sub(r"(^|\s)#[^\n]*", "", block.code))


class _Bare(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("…" if isinstance(node.value, str | bytes) else node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        self.generic_visit(node)
        return ast.JoinedStr([part for part in node.values if isinstance(part, ast.FormattedValue)])
