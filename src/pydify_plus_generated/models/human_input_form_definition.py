from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .human_input_action import HumanInputAction
    from .human_input_field import HumanInputField


class HumanInputFormDefinition(View):
    """A form that a chatflow put before a person, as the message history has it."""

    form_id: str | None
    """Id of the form."""
    node_id: str | None
    """The node that asked."""
    node_title: str | None
    """Its title."""
    form_content: str | None
    """Text of the form in Markdown."""
    inputs: list[HumanInputField] | None
    """The fields."""
    actions: list[HumanInputAction] | None
    """The buttons."""
    display_in_ui: bool | None
    """Whether Dify's own pages show the form too."""
    form_token: str | None
    """Key to read and submit the form."""
    resolved_default_values: dict[str, Any] | None
    """Defaults that come from variables, by `output_variable_name`."""
    expiration_time: int | None
    """When it can no longer be submitted, unix seconds."""

    _fields = {
        "form_id": "form_id",
        "node_id": "node_id",
        "node_title": "node_title",
        "form_content": "form_content",
        "inputs": "inputs",
        "actions": "actions",
        "display_in_ui": "display_in_ui",
        "form_token": "form_token",
        "resolved_default_values": "resolved_default_values",
        "expiration_time": "expiration_time",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_action import HumanInputAction
        from .human_input_field import HumanInputField

        return {"inputs": list_of(HumanInputField.from_dict), "actions": list_of(HumanInputAction.from_dict)}
