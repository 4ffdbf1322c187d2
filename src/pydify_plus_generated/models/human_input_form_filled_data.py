from __future__ import annotations

from typing import Any

from ..types import View


class HumanInputFormFilledData(View):
    """A form that was filled."""

    node_id: str
    """The node that waited."""
    node_title: str
    """Its title."""
    rendered_content: str
    """Text of the form with the values put in."""
    action_id: str
    """Id of the chosen button."""
    action_text: str
    """Its label."""
    submitted_data: dict[str, Any]
    """The values by `output_variable_name`."""

    _fields = {
        "node_id": "node_id",
        "node_title": "node_title",
        "rendered_content": "rendered_content",
        "action_id": "action_id",
        "action_text": "action_text",
        "submitted_data": "submitted_data",
    }
    _required = frozenset({"node_id", "node_title", "rendered_content", "action_id", "action_text", "submitted_data"})
