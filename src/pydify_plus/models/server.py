"""What is known of the server."""

from __future__ import annotations

from typing import Literal

from attrs import frozen


@frozen
class ServerInfo:
    """The Dify server behind a client.

    Attributes:
        server_version: Dify's version, such as `1.14.2`; None when a proxy hides it.
        source: Where the version comes from: the server's `index`, or the `header` X-Version of another answer.
        api_version: The version of the API's paths, such as `v1`; only the index tells it.
    """

    server_version: str | None
    source: Literal["index", "header"] | None
    api_version: str | None = None
