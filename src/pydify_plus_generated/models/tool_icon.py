from __future__ import annotations

from ..types import View


class ToolIcon(View):
    """An emoji for an icon."""

    background: str | None
    """Background colour, such as `#252525`."""
    content: str | None
    """The emoji."""

    _fields = {"background": "background", "content": "content"}
