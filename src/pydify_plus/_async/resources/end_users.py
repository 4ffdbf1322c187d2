"""The end users of an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of
from pydify_plus_generated.api.end_users import get_end_user_chat

from ..resource import AsyncResource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import EndUser


class AsyncEndUsers(AsyncResource):
    """The end users in whose names calls to the app were made."""

    async def get_end_user(self, end_user_id: Any, **options: Unpack[RequestOptions]) -> EndUser:
        """Find out which `user` stands behind one of Dify's ids of end users.

        GET /end-users/{end_user_id}

        Args:
            end_user_id: Dify's id, not the name that was given as `user`; or what carries it: an uploaded file, a
                rating.

        Returns:
            The end user; `.external_user_id` is the name that was given as `user`.

        Raises:
            DifyNotFoundError: The app has no such end user, or the server is of a version that does not know this
                call.

        Example:
            >>> file = await client.files.upload_file("photo.png", user="alice")
            >>> (await client.end_users.get_end_user(file)).external_user_id
            'alice'
        """
        call = get_end_user_chat.call(id_of(end_user_id, "from_end_user_id", "created_by", "id"))
        return await self._send(call, options)
