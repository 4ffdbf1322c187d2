from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .process_rule_mode import ProcessRuleMode
    from .process_rules import ProcessRules


class DocumentProcessRule(View):
    """How this document was split; empty for a document of a pipeline."""

    id: str | None
    """The rule's id."""
    dataset_id: str | None
    """The knowledge base it belongs to."""
    mode: ProcessRuleMode | str | None
    """How it was split."""
    rules: ProcessRules | None
    """By which rules."""

    _fields = {"id": "id", "dataset_id": "dataset_id", "mode": "mode", "rules": "rules"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .process_rule_mode import ProcessRuleMode
        from .process_rules import ProcessRules

        return {"mode": open_enum(ProcessRuleMode), "rules": ProcessRules.from_dict}
