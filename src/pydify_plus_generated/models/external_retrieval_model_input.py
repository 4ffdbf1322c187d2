from __future__ import annotations

from ..types import View


class ExternalRetrievalModelInput(View):
    """How to search an external knowledge base."""

    top_k: int | None
    """Find at most so many records."""
    score_threshold: float | None
    """Leave out records with a lower score, 0 to 1."""
    score_threshold_enabled: bool | None
    """Whether to apply `score_threshold`."""

    _fields = {
        "top_k": "top_k",
        "score_threshold": "score_threshold",
        "score_threshold_enabled": "score_threshold_enabled",
    }
