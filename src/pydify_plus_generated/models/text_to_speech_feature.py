from __future__ import annotations

from ..types import View


class TextToSpeechFeature(View):
    """How the app speaks."""

    enabled: bool
    """Whether it does."""
    voice: str | None
    """Voice of the provider."""
    language: str | None
    """Language code."""
    auto_play: str | None
    """`enabled` when answers are spoken without being asked to, so that streams carry speech; else `disabled`."""

    _fields = {"enabled": "enabled", "voice": "voice", "language": "language", "auto_play": "autoPlay"}
    _required = frozenset({"enabled"})
