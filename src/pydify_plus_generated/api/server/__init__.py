from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.server_index import ServerIndex
    from ...types import AsyncSender, Sender


class ServerApi:
    """The operations of the area `server` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_server_index(self) -> ServerIndex:
        """Ask the server who it is.

        GET /

        Needs no key. Dify's code has this page, yet servers were seen to answer 404 with HTML; the server's version
        also stands in the `X-Version` header of every answer, an error included.
        """
        from .get_server_index import call

        return self._sender.send(call())


class AsyncServerApi:
    """The operations of the area `server` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_server_index(self) -> ServerIndex:
        """Ask the server who it is.

        GET /

        Needs no key. Dify's code has this page, yet servers were seen to answer 404 with HTML; the server's version
        also stands in the `X-Version` header of every answer, an error included.
        """
        from .get_server_index import call

        return await self._sender.send(call())
