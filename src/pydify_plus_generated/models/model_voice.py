from __future__ import annotations

from ..types import View


class ModelVoice(View):
    """A voice of a text-to-speech model."""

    mode: str
    """The voice's id, as text-to-audio takes it."""
    name: str
    """Its name for people."""
    language: list[str]
    """The languages it speaks, such as `en-US`."""

    _fields = {"mode": "mode", "name": "name", "language": "language"}
    _required = frozenset({"mode", "name", "language"})
