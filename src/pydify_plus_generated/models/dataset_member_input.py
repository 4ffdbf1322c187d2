from __future__ import annotations

from ..types import View


class DatasetMemberInput(View):
    """A member of the workspace who gets access to a knowledge base."""

    user_id: str
    """Id of the member's account."""

    _fields = {"user_id": "user_id"}
    _required = frozenset({"user_id"})
