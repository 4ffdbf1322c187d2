"""The embedded Dify's own page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, browser, is_wider_than_its_window, picture

from pydify_plus import Client
from pydify_plus.errors import DifyAuthError
from pydify_plus.testing import App, DifyServer, Fault

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("playwright")
pytestmark = pytest.mark.slow

HOSTILE = "<script>document.title = 'pwned'</script><img src=x onerror=\"document.title = 'pwned'\">"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_shows_apps_keys_and_requests(chrome: Browser, viewport: dict[str, int], tmp_path: Path) -> None:
    name = f"An app with a name that is rather long {HOSTILE}"
    with DifyServer([App(name, "chat", HOSTILE, answer="Hi")]) as server:
        with Client(server.base_url, server.app_key(name), dataset_api_key=server.dataset_key) as client:
            client.chat.create_chat_message(query=HOSTILE)
            client.dataset.create_dataset("Handbook")
            with pytest.raises(DifyAuthError):
                client.with_options(api_key="app-wrong").app_config.get_app_basic_info()
        server.faults.add(Fault.status(503), times=2)
        page = chrome.new_page(viewport=viewport, color_scheme="dark" if viewport is PHONE else "light")  # type: ignore[arg-type]
        page.goto(f"{server.url}/_/")
        for app in ("chat", "agent", "chatflow", "completion", "workflow", name):
            assert page.get_by_text(server.app_key(app), exact=True).is_visible()
        assert page.get_by_text(server.dataset_key, exact=True).is_visible()
        assert page.get_by_text("Handbook", exact=True).is_visible()
        assert page.get_by_text(f"{server.base_url}", exact=True).is_visible()
        assert page.get_by_text("2 times more").is_visible()
        requests = page.locator("section", has=page.get_by_role("heading", name="Latest requests"))
        rows = requests.locator("tbody tr")
        assert rows.count() == 3
        assert "GET /info" in rows.nth(0).inner_text(), "the latest comes first"
        assert rows.nth(0).get_by_text("401").is_visible()
        body = rows.nth(2).locator("details")
        assert not body.locator("pre").is_visible()
        body.locator("summary").click()
        assert HOSTILE.replace('"', '\\"') in body.locator("pre").inner_text()
        picture(page, tmp_path, f"embedded-{'phone' if viewport is PHONE else 'desktop'}")
        page.screenshot(path=tmp_path / "whole.png", full_page=True)
        assert page.title() == "Embedded Dify"
        assert not is_wider_than_its_window(page)
        page.close()
