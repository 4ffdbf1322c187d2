from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .parent_mode import ParentMode
    from .pre_processing_rule import PreProcessingRule
    from .segmentation_input import SegmentationInput


class ProcessRulesInput(View):
    """The rules for cleaning and splitting."""

    pre_processing_rules: list[PreProcessingRule]
    """The cleaning steps; may be empty."""
    segmentation: SegmentationInput
    """Where to split the text, or the parents in the mode `hierarchical`."""
    parent_mode: ParentMode | str | None
    """What a parent is; only for the mode `hierarchical`."""
    subchunk_segmentation: SegmentationInput | None
    """Where to split a parent into child chunks; only for the mode `hierarchical`."""

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
        from .segmentation_input import SegmentationInput

        return {
            "pre_processing_rules": list_of(PreProcessingRule.from_dict),
            "segmentation": SegmentationInput.from_dict,
            "parent_mode": open_enum(ParentMode),
            "subchunk_segmentation": SegmentationInput.from_dict,
        }
