from __future__ import annotations

from ..types import View


class ServerIndex(View):
    """What a server says of itself."""

    welcome: str | None
    """A greeting."""
    api_version: str | None
    """Version of the API's paths, such as `v1`."""
    server_version: str | None
    """Version of Dify."""

    _fields = {"welcome": "welcome", "api_version": "api_version", "server_version": "server_version"}
