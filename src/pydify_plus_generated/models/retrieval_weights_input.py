from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .keyword_weight_input import KeywordWeightInput
    from .vector_weight_input import VectorWeightInput
    from .weight_type import WeightType


class RetrievalWeightsInput(View):
    """Weights of meaning and keywords in a hybrid search."""

    weight_type: WeightType | str | None
    """What counts more."""
    vector_setting: VectorWeightInput | None
    """The weight of meaning."""
    keyword_setting: KeywordWeightInput | None
    """The weight of keywords."""

    _fields = {"weight_type": "weight_type", "vector_setting": "vector_setting", "keyword_setting": "keyword_setting"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .keyword_weight_input import KeywordWeightInput
        from .vector_weight_input import VectorWeightInput
        from .weight_type import WeightType

        return {
            "weight_type": open_enum(WeightType),
            "vector_setting": VectorWeightInput.from_dict,
            "keyword_setting": KeywordWeightInput.from_dict,
        }
