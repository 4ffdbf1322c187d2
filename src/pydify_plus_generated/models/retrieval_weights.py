from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .keyword_weight import KeywordWeight
    from .vector_weight import VectorWeight
    from .weight_type import WeightType


class RetrievalWeights(View):
    """Weights of meaning and keywords in a hybrid search."""

    weight_type: WeightType | str | None
    """What counts more."""
    vector_setting: VectorWeight | None
    """The weight of meaning."""
    keyword_setting: KeywordWeight | None
    """The weight of keywords."""

    _fields = {"weight_type": "weight_type", "vector_setting": "vector_setting", "keyword_setting": "keyword_setting"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .keyword_weight import KeywordWeight
        from .vector_weight import VectorWeight
        from .weight_type import WeightType

        return {
            "weight_type": open_enum(WeightType),
            "vector_setting": VectorWeight.from_dict,
            "keyword_setting": KeywordWeight.from_dict,
        }
