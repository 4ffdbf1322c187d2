from __future__ import annotations

from ..types import View


class EndUserSummary(View):
    """The end user who started a run."""

    id: str
    """Dify's id of the end user."""
    type: str
    """How the user came, such as `service-api`."""
    is_anonymous: bool
    """Whether no `user` was given."""
    session_id: str
    """Your id for the end user, as given in `user`."""

    _fields = {"id": "id", "type": "type", "is_anonymous": "is_anonymous", "session_id": "session_id"}
    _required = frozenset({"id", "type", "is_anonymous", "session_id"})
