from __future__ import annotations

from ..types import View


class ExternalRetrievalModel(View):
    """How an external knowledge base is searched."""

    top_k: int
    """At most so many records are found."""
    score_threshold: float | None
    """Records with a lower score are left out, 0 to 1."""
    score_threshold_enabled: bool | None
    """Whether `score_threshold` is applied."""

    _fields = {
        "top_k": "top_k",
        "score_threshold": "score_threshold",
        "score_threshold_enabled": "score_threshold_enabled",
    }
    _required = frozenset({"top_k"})
