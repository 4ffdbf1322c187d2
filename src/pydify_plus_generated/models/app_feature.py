from __future__ import annotations

from ..types import View


class AppFeature(View):
    """A feature that is on or off."""

    enabled: bool
    """Whether it is on."""

    _fields = {"enabled": "enabled"}
    _required = frozenset({"enabled"})
