from __future__ import annotations

from ..types import View


class EndUser(View):
    """An end user of an app."""

    id: str
    """Dify's id of the user."""
    tenant_id: str
    """The workspace."""
    type: str
    """Where the user came from; `service-api` for this API."""
    is_anonymous: bool
    """Whether no `user` was given, so that this is the shared default one."""
    session_id: str
    """The session, equal to `external_user_id` unless set."""
    created_at: str
    """Time of the first request, ISO 8601 without a zone."""
    updated_at: str
    """Time of the last change, ISO 8601 without a zone."""
    app_id: str | None
    """The app."""
    external_user_id: str | None
    """What requests give as `user`."""
    name: str | None
    """The user's name."""

    _fields = {
        "id": "id",
        "tenant_id": "tenant_id",
        "type": "type",
        "is_anonymous": "is_anonymous",
        "session_id": "session_id",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "app_id": "app_id",
        "external_user_id": "external_user_id",
        "name": "name",
    }
    _required = frozenset({"id", "tenant_id", "type", "is_anonymous", "session_id", "created_at", "updated_at"})
