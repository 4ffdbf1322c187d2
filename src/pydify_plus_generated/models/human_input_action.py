from __future__ import annotations

from ..types import View


class HumanInputAction(View):
    """A button of a form."""

    id: str
    """Id, for `action` when the form is submitted."""
    title: str
    """Label."""
    button_style: str
    """`primary`, `default`, `accent` or `ghost`."""

    _fields = {"id": "id", "title": "title", "button_style": "button_style"}
    _required = frozenset({"id", "title", "button_style"})
