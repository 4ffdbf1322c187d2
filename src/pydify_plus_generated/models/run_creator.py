from __future__ import annotations

from ..types import View


class RunCreator(View):
    """Who started a run: an end user, or an account of the workspace."""

    id: str
    """Id of the end user or account."""
    user: str | None
    """Your id for the end user, as given in `user`."""
    name: str | None
    """The account's name."""
    email: str | None
    """The account's email address."""

    _fields = {"id": "id", "user": "user", "name": "name", "email": "email"}
    _required = frozenset({"id"})
