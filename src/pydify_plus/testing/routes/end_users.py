"""The people who use an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer
from ..clock import iso
from ..errors import ServiceError
from ..routing import Routes

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")


@routes("GET", "/end-users/<uuid:end_user_id>")
async def get_end_user(request: ServiceRequest) -> Response:
    wanted = request.values["end_user_id"]
    user = next((one for one in request.app.end_users.values() if one.id == wanted), None)
    if user is None:
        raise ServiceError(404, "end_user_not_found", "End user not found.")
    return answer(
        {
            "id": user.id,
            "tenant_id": request.workspace.tenant_id,
            "app_id": user.app_id,
            "type": "service-api",
            "external_user_id": user.name,
            "name": None,
            "is_anonymous": False,
            "session_id": user.name,
            "created_at": iso(user.created_at),
            "updated_at": iso(user.created_at),
        }
    )
