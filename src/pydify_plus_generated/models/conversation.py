from __future__ import annotations

from typing import Any

from ..types import View


class Conversation(View):
    """A conversation of an end user with an app."""

    id: str
    """The conversation's id."""
    name: str
    """Its name, given or made up."""
    inputs: dict[str, Any]
    """The inputs that it was started with."""
    status: str
    """`normal`."""
    introduction: str
    """The app's opening statement, filled in."""
    created_at: int
    """Time of the first message, unix seconds."""
    updated_at: int
    """Time of the last change, unix seconds."""

    _fields = {
        "id": "id",
        "name": "name",
        "inputs": "inputs",
        "status": "status",
        "introduction": "introduction",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
    _required = frozenset({"id", "name", "inputs", "status", "introduction", "created_at", "updated_at"})
