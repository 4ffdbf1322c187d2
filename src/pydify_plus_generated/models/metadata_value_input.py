from __future__ import annotations

from typing import Any

from ..types import View


class MetadataValueInput(View):
    """A value for a metadata field."""

    id: str
    """The metadata field's id."""
    name: str
    """The metadata field's name."""
    value: Any
    """A text, a number, unix seconds for a time, or null for no value."""

    _fields = {"id": "id", "name": "name", "value": "value"}
    _required = frozenset({"id", "name"})
