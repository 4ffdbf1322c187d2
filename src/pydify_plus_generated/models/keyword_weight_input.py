from __future__ import annotations

from ..types import View


class KeywordWeightInput(View):
    """The weight of keywords in a hybrid search."""

    keyword_weight: float
    """The weight, 0 to 1; with the weight of meaning it makes 1."""

    _fields = {"keyword_weight": "keyword_weight"}
    _required = frozenset({"keyword_weight"})
