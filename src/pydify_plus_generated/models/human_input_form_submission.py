from __future__ import annotations

from ..types import View


class HumanInputFormSubmission(View):
    """What a person answered to a form, as the message history has it."""

    node_id: str | None
    """The node that asked."""
    node_title: str | None
    """Its title."""
    rendered_content: str | None
    """Text of the form with the values put in."""
    action_id: str | None
    """Id of the chosen button."""
    action_text: str | None
    """Its label."""

    _fields = {
        "node_id": "node_id",
        "node_title": "node_title",
        "rendered_content": "rendered_content",
        "action_id": "action_id",
        "action_text": "action_text",
    }
