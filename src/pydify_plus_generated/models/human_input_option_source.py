from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .human_input_value_source import HumanInputValueSource


class HumanInputOptionSource(View):
    """The options of a select."""

    type: HumanInputValueSource | str | None
    """Where they come from."""
    selector: list[str] | None
    """Node id and variable name, for `variable`."""
    value: list[str] | None
    """The options, for `constant`."""

    _fields = {"type": "type", "selector": "selector", "value": "value"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_value_source import HumanInputValueSource

        return {"type": open_enum(HumanInputValueSource)}
