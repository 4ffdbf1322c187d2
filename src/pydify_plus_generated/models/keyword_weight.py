from __future__ import annotations

from ..types import View


class KeywordWeight(View):
    """The weight of keywords in a hybrid search."""

    keyword_weight: float | None
    """The weight, 0 to 1."""

    _fields = {"keyword_weight": "keyword_weight"}
