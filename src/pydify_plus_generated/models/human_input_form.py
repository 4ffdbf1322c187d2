from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .human_input_action import HumanInputAction
    from .human_input_field import HumanInputField


class HumanInputForm(View):
    """A form that a run waits for."""

    form_content: str
    """Text of the form in Markdown, the variables put in; fields stand in it as `{{#$output.NAME#}}`."""
    inputs: list[HumanInputField]
    """The fields."""
    resolved_default_values: dict[str, str]
    """Defaults that come from variables, as text, by `output_variable_name`."""
    user_actions: list[HumanInputAction]
    """The buttons."""
    expiration_time: int
    """When it can no longer be submitted, in Unix seconds."""

    _fields = {
        "form_content": "form_content",
        "inputs": "inputs",
        "resolved_default_values": "resolved_default_values",
        "user_actions": "user_actions",
        "expiration_time": "expiration_time",
    }
    _required = frozenset({"form_content", "inputs", "resolved_default_values", "user_actions", "expiration_time"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_action import HumanInputAction
        from .human_input_field import HumanInputField

        return {"inputs": list_of(HumanInputField.from_dict), "user_actions": list_of(HumanInputAction.from_dict)}
