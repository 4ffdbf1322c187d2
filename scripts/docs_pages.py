"""A hook of mkdocs: makes the pages of the site, from docs/ and from the code, in build/docs.

Pages are written for a code host: `chat.zh-CN.md` is linked from a Chinese page, `../examples/app.py` is a file of the project. On the
site each language has its own tree, so links lose the language, and files that pages link to get pages of their own. The reference has
a page for each group of public names; mkdocstrings fills it.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "docs"
sys.path.insert(0, str(ROOT / "scripts"))

from mkdocs.plugins import event_priority  # noqa: E402
from mkdocs.structure.files import Files  # noqa: E402
from reference_pages import reference_pages  # noqa: E402

LINK = re.compile(r"(\]\()([^)#\s]+)((?:#[^)\s]*)?\))")
FENCED = re.compile(r"^( *)(```+).*?^\1\2$", re.MULTILINE | re.DOTALL)
OTHER_LANGUAGE = re.compile(r"^(?:English \| )?\[[^\]]+\]\([\w.-]+\.md\)(?: \| 简体中文)?\n\n", re.MULTILINE)
SHOWN_AS = {".py": "python", ".yaml": "yaml", ".yml": "yaml", ".html": "html", ".js": "javascript", ".toml": "toml"}


def on_config(config: Any) -> Any:
    """Make the pages, and leave out of the navigation what is not there: a page that is there and not in it is an error anyway."""
    make_pages()
    config.nav = list(_present(config.nav or []))
    for language in config.plugins["i18n"].config.languages:
        language.nav = list(_present(language.nav)) if language.nav else None
    return config


@event_priority(-100)
def on_files(files: Files, config: Any) -> Files:
    """Leave the reference to the English site, after the plugin has chosen a language's files."""
    language = config.plugins["i18n"].current_language
    pages: list[Any] = [file for file in files if file.src_uri.startswith("reference/")]
    (index,) = (page for page in pages if page.src_uri.startswith("reference/index"))
    for page in pages:
        if page is index:
            continue
        if language == "en":
            page.alternates["zh-CN"] = index.alternates["zh-CN"]
        else:
            files.remove(page)
    return files


def make_pages() -> None:
    """Write all pages to build/docs; what did not change stays untouched, for the sake of `serve`, which watches them."""
    wanted = {path.relative_to(ROOT / "docs").as_posix(): path.read_bytes() for path in _files(ROOT / "docs")}
    waiting = [f"docs/{name}" for name in wanted if name.endswith(".md")]
    seen = set(waiting)
    while waiting:
        origin = waiting.pop()
        text = (ROOT / origin).read_text(encoding="utf-8")
        if not origin.endswith(".md"):
            text = f"# {origin}\n\n````{SHOWN_AS.get(Path(origin).suffix, 'text')}\n{text}````\n"
        else:
            for target in _linked(text, origin):
                if target not in seen and not target.startswith("README"):
                    seen.add(target)
                    waiting.append(target)
            text = _moved(text, origin)
        wanted[_source(origin)] = text.encode()
    wanted |= {f"reference/{name}": text.encode() for name, text in reference_pages()}
    for path in _files(PAGES):
        if path.relative_to(PAGES).as_posix() not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = PAGES / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _present(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        title, target = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if isinstance(target, list):
            target = list(_present(target))
            if target:
                yield {title: target}
        elif (PAGES / target).exists():
            yield entry


def _linked(text: str, origin: str) -> Iterator[str]:
    """The files outside docs/ that a page links to."""
    for _, link, _ in LINK.findall(FENCED.sub("", text)):
        if ":" not in link and not (target := _target(link, origin)).startswith("docs/"):
            yield target


def _target(link: str, origin: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(origin), link))
    if (ROOT / target).is_dir():
        target = f"{target}/README.md"
    if not (ROOT / target).is_file():
        raise FileNotFoundError(f"{origin} links to {target}, which is not there")
    return target


def _source(target: str) -> str:
    """Where a file of the project is among the pages."""
    if target.startswith("docs/"):
        return target.removeprefix("docs/")
    if target.startswith("README"):
        return target.replace("README", "index")
    # `app.py.md` would be the page `app` in the language `py`.
    return f"files/{target}" if target.endswith(".md") else f"files/{target.replace('.', '-')}.md"


def _moved(text: str, origin: str) -> str:
    """A page with its links to where the site has what they mean, and without the one to its other language, which the site offers."""
    text = OTHER_LANGUAGE.sub("", text, count=1)
    code = [match.span() for match in FENCED.finditer(text)]
    here = posixpath.dirname(_source(origin)) or "."

    def moved(link: re.Match[str]) -> str:
        if ":" in link[2] or any(begin <= link.start() < end for begin, end in code):
            return link[0]
        target = _target(link[2], origin)
        page = _source(target).replace(".zh-CN.md", ".md")
        return f"{link[1]}{os.path.relpath(page, here)}{link[3]}"

    return LINK.sub(moved, text)


if __name__ == "__main__":
    shutil.rmtree(PAGES, ignore_errors=True)
    make_pages()
