"""The documentation site: built without a warning, complete, and made of nothing that another host has."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pages.markdown import ROOT

pytest.importorskip("mkdocs")
sys.path.insert(0, str(ROOT / "scripts"))

from reference_pages import FACADES, public_names

pytestmark = pytest.mark.slow


class Links(HTMLParser):
    """What a page loads, what it links to, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag in ("script", "img", "iframe", "source", "video", "audio") and given.get("src"):
            self.loaded.append(given["src"])
        elif tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loaded.append(given["href"])
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as strictly as `scripts/docs build` does."""
    folder = tmp_path_factory.mktemp("site")
    (ROOT / "build" / "docs").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={"PATH": "", "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    """Every page of the site, read."""
    return {page: Links(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}


def test_every_page_is_there_in_both_languages(site: Path, pages: dict[Path, Links]) -> None:
    english = [page for page in (ROOT / "docs").rglob("*.md") if ".zh-CN." not in page.name]
    assert len(english) >= 15
    for page in english:
        html = page.relative_to(ROOT / "docs").with_suffix(".html")
        assert {site / html, site / "zh-CN" / html} <= pages.keys()
    assert len([page for page in pages if "reference" in page.parts]) >= 25


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[Path, Links]) -> None:
    loaded = [(page, url) for page, links in pages.items() for url in links.loaded]
    assert len(loaded) > len(pages)
    assert [each for each in loaded if urlsplit(each[1]).netloc] == []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^\"')]*", text) == [], sheet


def test_links_lead_somewhere(site: Path, pages: dict[Path, Links]) -> None:
    assert list(_broken(site, pages)) == []


def _broken(site: Path, pages: dict[Path, Links]) -> Iterator[tuple[Path, str]]:
    for page, links in pages.items():
        for link in links.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if parts.scheme not in ("http", "https", "mailto") or (parts.scheme != "mailto" and not parts.netloc):
                    yield page, link
                continue
            if page.name == "404.html":
                continue  # it is served for any address, and so links from the root
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target.is_dir():
                target /= "index.html"
            anchor = unquote(parts.fragment)
            is_there = not anchor or target not in pages or anchor in pages[target].anchors
            if not target.exists() or not (is_there or anchor.startswith("__")):
                yield page.relative_to(site), link


def test_every_public_name_has_its_place_in_the_reference(pages: dict[Path, Links]) -> None:
    anchors = {anchor for page, links in pages.items() if "reference" in page.parts for anchor in links.anchors}
    homes = [name.home for facade in FACADES for name in public_names(facade)]
    homes += [name.home for name in public_names("pydify_plus_generated.models")]
    assert len(homes) > 300
    assert [home for home in homes if home not in anchors and not _is_module(home)] == []


def _is_module(home: str) -> bool:
    path = ROOT / "src" / home.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


def test_every_method_has_its_place_in_the_reference(pages: dict[Path, Links]) -> None:
    anchors = {anchor for page, links in pages.items() if "reference" in page.parts for anchor in links.anchors}
    missing: list[str] = []
    for path in (ROOT / "src" / "pydify_plus" / "_sync" / "resources").glob("[a-z]*.py"):
        for group in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(group, ast.ClassDef):
                missing += [
                    name
                    for method in group.body
                    if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
                    if (name := f"pydify_plus._sync.resources.{path.stem}.{group.name}.{method.name}") not in anchors
                ]
    assert missing == []


def test_chinese_words_can_be_searched_for(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    titles = [entry["title"] for entry in index["docs"] if entry["location"] == "zh-CN/human-input.html"]
    assert titles == ["人工\u200b输入"]
    assert re.split(index["config"]["separator"], titles[0]) == ["人工", "输入"]
