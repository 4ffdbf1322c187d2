from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .human_input_value_source import HumanInputValueSource


class HumanInputFieldDefault(View):
    """A field's default; `resolved_default_values` has what a variable says."""

    type: HumanInputValueSource | str
    """Where it comes from."""
    selector: list[str]
    """Node id and variable name, for `variable`."""
    value: str
    """The text, for `constant`."""

    _fields = {"type": "type", "selector": "selector", "value": "value"}
    _required = frozenset({"type", "selector", "value"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_value_source import HumanInputValueSource

        return {"type": open_enum(HumanInputValueSource)}
