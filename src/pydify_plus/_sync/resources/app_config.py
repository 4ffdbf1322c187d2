# Derived from _async by scripts/unasync.py; edit there.
"""What an app is and how it is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pydify_plus.models.app_parameters import AppParameters
from pydify_plus_generated.api.app_config import (
    get_chat_app_info,
    get_chat_app_meta,
    get_chat_app_parameters,
    get_chat_web_app_settings,
)

from ..resource import Resource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import AppInfo, AppMeta, WebAppSettings


class AppConfig(Resource):
    """The app that the key belongs to."""

    def get_app_basic_info(self, **options: Unpack[RequestOptions]) -> AppInfo:
        """Get the app's name, description, tags and mode. The cheapest way to see whether a key works.

        GET /info

        Raises:
            DifyAuthError: The key is no app's.
            DifyPermissionError: The app's API is switched off.

        Example:
            >>> (client.app_config.get_app_basic_info()).mode
            <AppMode.CHAT: 'chat'>
        """
        return self._send(get_chat_app_info.call(), options)

    def get_app_parameters(self, **options: Unpack[RequestOptions]) -> AppParameters:
        """Get the app's input form, the features that are switched on, and its limits for files.

        GET /parameters

        Returns:
            The form: `.fields` to be read, `.validate_inputs(inputs)` to be checked against; and the features as Dify names them.

        Raises:
            DifyConflictError: A workflow or chatflow that was never published.
        """
        return self._send_as(get_chat_app_parameters.call(), options, AppParameters)

    def get_app_meta(self, **options: Unpack[RequestOptions]) -> AppMeta:
        """Get the icons of the app's tools by their names; often there are none, even for apps with tools.

        GET /meta
        """
        return self._send(get_chat_app_meta.call(), options)

    def get_webapp_settings(self, **options: Unpack[RequestOptions]) -> WebAppSettings:
        """Get the title, icon, colours and texts of the web page that Dify offers for the app, switched on or not.

        GET /site
        """
        return self._send(get_chat_web_app_settings.call(), options)
