from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call

if TYPE_CHECKING:
    from ...models.web_app_settings import WebAppSettings


def call() -> Call[WebAppSettings]:
    """Get the settings of the app's web page.

    GET /site

    Title, icon, colours and texts of the web page that Dify offers for the app. They are answered even when the page is
    switched off.
    """
    from ...models.web_app_settings import WebAppSettings

    return Call(
        operation="getChatWebAppSettings",
        method="GET",
        path="/site",
        key="app",
        repeatable=True,
        answer="json",
        parse=WebAppSettings.from_dict,
    )
