"""A real browser: Chromium, driven by Playwright, that speaks to nothing but this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)


def chromium() -> str:
    """The browser's program: CHROMIUM in the environment, else what is installed."""
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found or not Path(found).exists():
        pytest.fail(
            "The browser tests need Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM",
            pytrace=False,
        )
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for some tests. While it is open, this thread has Playwright's event loop running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS))
        try:
            yield opened
        finally:
            opened.close()


def picture(page: Page, folder: Path, name: str) -> Path:
    """Keep what the page looks like: in SCREENSHOTS where the environment names a folder, else among pytest's files."""
    kept = Path(os.environ.get("SCREENSHOTS") or folder) / f"{name}.png"
    page.screenshot(path=kept, animations="disabled")
    return kept


def is_wider_than_its_window(page: Page) -> bool:
    """Whether a page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
