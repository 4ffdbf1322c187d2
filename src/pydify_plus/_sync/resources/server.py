# Derived from _async by scripts/unasync.py; edit there.
"""The server behind the API."""

from __future__ import annotations

from typing import Unpack

from pydify_plus._core.options import RequestOptions, check_keywords
from pydify_plus.errors import DifyAPIError, DifyNotFoundError
from pydify_plus.models.server import ServerInfo
from pydify_plus_generated.api.app_config import get_chat_app_info
from pydify_plus_generated.api.server import get_server_index

from ..resource import Resource


class Server(Resource):
    """The Dify server itself."""

    def get_info(self, **options: Unpack[RequestOptions]) -> ServerInfo:
        """Find out which version of Dify answers.

        GET /, which needs no key. Many servers do not have this page; then the header X-Version of their answer tells
        the version, or, where a gateway gave that answer, the one of GET /info.

        Returns:
            The version, and where it comes from.

        Raises:
            DifyAPIError: Whatever answers is not known to be Dify, or fails.

        Example:
            >>> (client.server.get_info()).server_version
            '1.14.2'
        """
        check_keywords(options, RequestOptions, depth=0)
        try:
            index = self._client.send(get_server_index.call(), None, options)
        except DifyNotFoundError as missing:
            version = missing.server_version
        else:
            if index.server_version is not None:
                return ServerInfo(index.server_version, source="index", api_version=index.api_version)
            version = None
        if version is None:
            version = self._version_of_another_answer(options)
        return ServerInfo(version, source="header" if version is not None else None)

    def _version_of_another_answer(self, options: RequestOptions) -> str | None:
        try:
            response = self._client.open(get_chat_app_info.call(), options)
        except DifyAPIError as problem:
            if problem.server_version is None:
                raise
            return problem.server_version
        try:
            response.read()
        finally:
            response.close()
        version: str | None = response.headers.get("x-version")
        return version
