from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call

if TYPE_CHECKING:
    from ...models.app_meta import AppMeta


def call() -> Call[AppMeta]:
    """Get the icons of the app's tools.

    GET /meta

    Icons by tool name, to show beside an agent's steps. Often empty, even for apps with tools.
    """
    from ...models.app_meta import AppMeta

    return Call(
        operation="getChatAppMeta",
        method="GET",
        path="/meta",
        key="app",
        repeatable=True,
        answer="json",
        parse=AppMeta.from_dict,
    )
