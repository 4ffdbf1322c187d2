from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.app_info import AppInfo
    from ...models.app_meta import AppMeta
    from ...models.app_parameters import AppParameters
    from ...models.web_app_settings import WebAppSettings
    from ...types import AsyncSender, Sender


class AppConfigApi:
    """The operations of the area `app_config` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_chat_app_info(self) -> AppInfo:
        """Get the app's name and kind.

        GET /info

        What the key's app is called, what it is for and which kind it is. Also the cheapest way to see whether a key
        works.
        """
        from .get_chat_app_info import call

        return self._sender.send(call())

    def get_chat_app_parameters(self) -> AppParameters:
        """Get the app's input form and features.

        GET /parameters

        Which inputs the app asks for, which features are switched on and how large files may be. A workflow or chatflow
        that was never published answers 400 `app_unavailable`.
        """
        from .get_chat_app_parameters import call

        return self._sender.send(call())

    def get_chat_app_meta(self) -> AppMeta:
        """Get the icons of the app's tools.

        GET /meta

        Icons by tool name, to show beside an agent's steps. Often empty, even for apps with tools.
        """
        from .get_chat_app_meta import call

        return self._sender.send(call())

    def get_chat_web_app_settings(self) -> WebAppSettings:
        """Get the settings of the app's web page.

        GET /site

        Title, icon, colours and texts of the web page that Dify offers for the app. They are answered even when the
        page is switched off.
        """
        from .get_chat_web_app_settings import call

        return self._sender.send(call())


class AsyncAppConfigApi:
    """The operations of the area `app_config` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_chat_app_info(self) -> AppInfo:
        """Get the app's name and kind.

        GET /info

        What the key's app is called, what it is for and which kind it is. Also the cheapest way to see whether a key
        works.
        """
        from .get_chat_app_info import call

        return await self._sender.send(call())

    async def get_chat_app_parameters(self) -> AppParameters:
        """Get the app's input form and features.

        GET /parameters

        Which inputs the app asks for, which features are switched on and how large files may be. A workflow or chatflow
        that was never published answers 400 `app_unavailable`.
        """
        from .get_chat_app_parameters import call

        return await self._sender.send(call())

    async def get_chat_app_meta(self) -> AppMeta:
        """Get the icons of the app's tools.

        GET /meta

        Icons by tool name, to show beside an agent's steps. Often empty, even for apps with tools.
        """
        from .get_chat_app_meta import call

        return await self._sender.send(call())

    async def get_chat_web_app_settings(self) -> WebAppSettings:
        """Get the settings of the app's web page.

        GET /site

        Title, icon, colours and texts of the web page that Dify offers for the app. They are answered even when the
        page is switched off.
        """
        from .get_chat_web_app_settings import call

        return await self._sender.send(call())
