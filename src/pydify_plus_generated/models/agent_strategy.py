from __future__ import annotations

from ..types import View


class AgentStrategy(View):
    """The strategy that an agent node follows."""

    name: str
    """Its name."""
    icon: str | None
    """Its icon, where it has one."""

    _fields = {"name": "name", "icon": "icon"}
    _required = frozenset({"name"})
