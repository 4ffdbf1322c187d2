"""What the pages say of the package is there: names, links, files."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.markdown import ROOT, name_of, pages
from pydify_plus import AsyncClient, Client, errors

PAGES = [*pages(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
CODE = re.compile(r"^( *)(```+).*?^\1\2$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"\bclient\.(?!v1)(\w+)\.(\w+)\(")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def inline_code(text: str) -> list[str]:
    return [match[3] for match in CODE.finditer(text) if match[3]]


def prose(page: Path) -> str:
    return CODE.sub(lambda match: match[0] if match[3] else "", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts and the site make them."""
    found = set[str]()
    for heading in HEADING.findall(prose(page)):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        found.add(re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-"))
    return found


def test_methods_that_pages_name_exist() -> None:
    calls = {
        (name_of(page), *match.groups())
        for page in PAGES
        if "reference.md" not in page.name
        for code in inline_code(page.read_text(encoding="utf-8"))
        for match in CALL.finditer(code)
    }
    assert len(calls) >= 60
    clients = Client(api_key="app-KEY"), AsyncClient(api_key="app-KEY")
    missing = [
        call
        for call in calls
        for client in clients
        if not callable(getattr(getattr(client, call[1], None), call[2], None))
    ]
    # A page on another client names that one's methods, in the first column of its tables.
    assert [call for call in missing if "migration" not in call[0]] == []


def test_methods_that_a_migration_leads_to_exist() -> None:
    client = Client(api_key="app-KEY")
    rows = [
        line.split(" | ", 1)[1]
        for page in sorted((ROOT / "docs").glob("migration*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and "---" not in line
    ]
    calls = {match.groups() for row in rows for match in CALL.finditer(row)}
    assert len(calls) >= 20
    assert [call for call in calls if not callable(getattr(getattr(client, call[0], None), call[1], None))] == []


def test_errors_that_pages_name_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"\bDify\w+Error\b", page.read_text(encoding="utf-8"))}
    assert len(named) >= 12
    assert named - {*errors.__all__} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        parts = urlsplit(link)
        if parts.scheme:
            assert parts.scheme in ("http", "https"), link
            assert re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc), link
            continue
        target = (page.parent / parts.path).resolve() if parts.path else page
        assert target.is_relative_to(ROOT), link
        assert target.is_file(), link
        if parts.fragment:
            assert parts.fragment in anchors(target), link
