from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .parent_mode import ParentMode
    from .pre_processing_rule import PreProcessingRule
    from .segmentation import Segmentation


class ProcessRules(View):
    """The rules for cleaning and splitting."""

    pre_processing_rules: list[PreProcessingRule]
    """The cleaning steps."""
    segmentation: Segmentation
    """Where texts, or the parents of child chunks, are split."""
    parent_mode: ParentMode | str | None
    """What a parent is; null without child chunks."""
    subchunk_segmentation: Segmentation | None
    """Where parents are split into child chunks; null without."""

    _fields = {
        "pre_processing_rules": "pre_processing_rules",
        "segmentation": "segmentation",
        "parent_mode": "parent_mode",
        "subchunk_segmentation": "subchunk_segmentation",
    }
    _required = frozenset({"pre_processing_rules", "segmentation"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .parent_mode import ParentMode
        from .pre_processing_rule import PreProcessingRule
        from .segmentation import Segmentation

        return {
            "pre_processing_rules": list_of(PreProcessingRule.from_dict),
            "segmentation": Segmentation.from_dict,
            "parent_mode": open_enum(ParentMode),
            "subchunk_segmentation": Segmentation.from_dict,
        }
