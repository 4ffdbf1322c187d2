from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .app_mode import AppMode


class AppInfo(View):
    """An app."""

    name: str
    """The app's name."""
    description: str
    """What it is for; may be empty."""
    tags: list[str]
    """Its tags."""
    mode: AppMode | str
    """Its kind."""
    author_name: str
    """Who made it."""

    _fields = {
        "name": "name",
        "description": "description",
        "tags": "tags",
        "mode": "mode",
        "author_name": "author_name",
    }
    _required = frozenset({"name", "description", "tags", "mode", "author_name"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .app_mode import AppMode

        return {"mode": open_enum(AppMode)}
