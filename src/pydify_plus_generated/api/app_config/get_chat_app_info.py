from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call

if TYPE_CHECKING:
    from ...models.app_info import AppInfo


def call() -> Call[AppInfo]:
    """Get the app's name and kind.

    GET /info

    What the key's app is called, what it is for and which kind it is. Also the cheapest way to see whether a key works.
    """
    from ...models.app_info import AppInfo

    return Call(
        operation="getChatAppInfo",
        method="GET",
        path="/info",
        key="app",
        repeatable=True,
        answer="json",
        parse=AppInfo.from_dict,
    )
