from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .process_rule_mode import ProcessRuleMode
    from .process_rules import ProcessRules


class ProcessRule(View):
    """How a knowledge base splits its documents."""

    mode: ProcessRuleMode | str
    """How it splits."""
    rules: ProcessRules
    """By which rules."""

    _fields = {"mode": "mode", "rules": "rules"}
    _required = frozenset({"mode", "rules"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .process_rule_mode import ProcessRuleMode
        from .process_rules import ProcessRules

        return {"mode": open_enum(ProcessRuleMode), "rules": ProcessRules.from_dict}
