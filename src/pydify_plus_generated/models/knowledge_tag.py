from __future__ import annotations

from ..types import View


class KnowledgeTag(View):
    """A tag for knowledge bases."""

    id: str
    """The tag's id."""
    name: str
    """Its name, unique in the workspace."""
    type: str
    """Always `knowledge`."""
    binding_count: str
    """How many knowledge bases carry it, as decimal digits."""

    _fields = {"id": "id", "name": "name", "type": "type", "binding_count": "binding_count"}
    _required = frozenset({"id", "name", "type", "binding_count"})
