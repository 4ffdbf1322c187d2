from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .process_rule_mode import ProcessRuleMode
    from .process_rules_input import ProcessRulesInput


class ProcessRuleInput(View):
    """How to clean and split a document."""

    mode: ProcessRuleMode | str
    """For `hierarchical` the document needs the `doc_form` `hierarchical_model`; if they disagree, indexing goes
    wrong silently."""
    rules: ProcessRulesInput | None
    """Needed for every mode but `automatic`."""

    _fields = {"mode": "mode", "rules": "rules"}
    _required = frozenset({"mode"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .process_rule_mode import ProcessRuleMode
        from .process_rules_input import ProcessRulesInput

        return {"mode": open_enum(ProcessRuleMode), "rules": ProcessRulesInput.from_dict}
