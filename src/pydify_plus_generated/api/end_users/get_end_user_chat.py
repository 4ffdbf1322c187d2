from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.end_user import EndUser


def call(end_user_id: str) -> Call[EndUser]:
    """Get an end user.

    GET /end-users/{end_user_id}

    Finds out which `user` stands behind an id such as `created_by` of an uploaded file or `from_end_user_id` of a
    rating. Users of other apps are a 404, as is every id on servers that do not know this route.

    Args:
        end_user_id: Dify's id of the end user, not the name given as `user`
    """
    from ...models.end_user import EndUser

    return Call(
        operation="getEndUserChat",
        method="GET",
        path=path_with("/end-users/{end_user_id}", end_user_id=end_user_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=EndUser.from_dict,
    )
