from __future__ import annotations

from ..types import View


class AccountSummary(View):
    """A member of the Dify workspace."""

    id: str
    """Id of the account."""
    name: str
    """Display name."""
    email: str | None
    """Email address; not in citations of annotations."""

    _fields = {"id": "id", "name": "name", "email": "email"}
    _required = frozenset({"id", "name"})
