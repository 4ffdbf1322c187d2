from __future__ import annotations

from ..types import View


class DatasetTag(View):
    """A tag that a knowledge base carries."""

    id: str
    """The tag's id."""
    name: str
    """Its name."""
    type: str | None
    """Always `knowledge`; absent where the tags of one knowledge base are listed."""

    _fields = {"id": "id", "name": "name", "type": "type"}
    _required = frozenset({"id", "name"})
