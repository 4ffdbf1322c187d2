from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, map_of

if TYPE_CHECKING:
    from .tool_icon import ToolIcon


class AppMeta(View):
    """Icons of an app's tools."""

    tool_icons: dict[str, str | ToolIcon]
    """Tool name to its icon, the address of an image or an emoji."""

    _fields = {"tool_icons": "tool_icons"}
    _required = frozenset({"tool_icons"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .tool_icon import ToolIcon

        return {"tool_icons": map_of(ToolIcon.from_dict)}
