from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .human_input_action import HumanInputAction
    from .human_input_field import HumanInputField


class PauseReason(View):
    """Why a run waits."""

    type: str
    """`human_input_required`."""
    form_id: str
    """Id of the form, for messages and logs."""
    form_content: str
    """Text of the form in Markdown."""
    inputs: list[HumanInputField]
    """The fields."""
    actions: list[HumanInputAction]
    """The buttons."""
    node_id: str
    """The node that waits."""
    node_title: str
    """Its title."""
    resolved_default_values: dict[str, str]
    """Defaults that come from variables, as text, by `output_variable_name`."""
    expiration_time: int
    """When it can no longer be submitted, in Unix seconds."""
    form_token: str | None
    """Key to read and submit the form; null when the form goes out by email or in the console only."""

    _fields = {
        "type": "TYPE",
        "form_id": "form_id",
        "form_content": "form_content",
        "inputs": "inputs",
        "actions": "actions",
        "node_id": "node_id",
        "node_title": "node_title",
        "resolved_default_values": "resolved_default_values",
        "expiration_time": "expiration_time",
        "form_token": "form_token",
    }
    _required = frozenset(
        {
            "type",
            "form_id",
            "form_content",
            "inputs",
            "actions",
            "node_id",
            "node_title",
            "resolved_default_values",
            "expiration_time",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_action import HumanInputAction
        from .human_input_field import HumanInputField

        return {"inputs": list_of(HumanInputField.from_dict), "actions": list_of(HumanInputAction.from_dict)}
