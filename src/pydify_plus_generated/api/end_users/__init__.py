from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.end_user import EndUser
    from ...types import AsyncSender, Sender


class EndUsersApi:
    """The operations of the area `end_users` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_end_user_chat(self, end_user_id: str) -> EndUser:
        """Get an end user.

        GET /end-users/{end_user_id}

        Finds out which `user` stands behind an id such as `created_by` of an uploaded file or `from_end_user_id` of a
        rating. Users of other apps are a 404, as is every id on servers that do not know this route.

        Args:
            end_user_id: Dify's id of the end user, not the name given as `user`
        """
        from .get_end_user_chat import call

        return self._sender.send(call(end_user_id))


class AsyncEndUsersApi:
    """The operations of the area `end_users` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_end_user_chat(self, end_user_id: str) -> EndUser:
        """Get an end user.

        GET /end-users/{end_user_id}

        Finds out which `user` stands behind an id such as `created_by` of an uploaded file or `from_end_user_id` of a
        rating. Users of other apps are a 404, as is every id on servers that do not know this route.

        Args:
            end_user_id: Dify's id of the end user, not the name given as `user`
        """
        from .get_end_user_chat import call

        return await self._sender.send(call(end_user_id))
