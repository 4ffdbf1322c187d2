from __future__ import annotations

from typing import Any

from ..types import View


class SensitiveWordAvoidanceFeature(View):
    """How the app moderates what goes in and out."""

    enabled: bool
    """Whether it does."""
    type: str | None
    """The kind of moderation, such as `keywords`; may be empty."""
    config: dict[str, Any] | None
    """The settings of that kind of moderation."""
    configs: list[Any] | None
    """Empty, in apps that were never set up."""

    _fields = {"enabled": "enabled", "type": "type", "config": "config", "configs": "configs"}
    _required = frozenset({"enabled"})
