from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .pre_processing_rule_id import PreProcessingRuleId


class PreProcessingRule(View):
    """One cleaning step, on or off."""

    id: PreProcessingRuleId | str
    """The step."""
    enabled: bool
    """The step is done."""

    _fields = {"id": "id", "enabled": "enabled"}
    _required = frozenset({"id", "enabled"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .pre_processing_rule_id import PreProcessingRuleId

        return {"id": open_enum(PreProcessingRuleId)}
