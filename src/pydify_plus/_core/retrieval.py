"""How a knowledge base is searched, from the few settings that a caller names: Dify takes all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydify_plus_generated.types import View, to_json

_WHOLE = frozenset({"search_method", "reranking_enable", "top_k", "score_threshold_enabled"})
# A setting counts only when another one says so; who names the first means the second.
_IMPLIED: Mapping[str, Mapping[str, Any]] = {
    "score_threshold": {"score_threshold_enabled": True},
    "weights": {"reranking_mode": "weighted_score"},
    "reranking_model": {"reranking_enable": True, "reranking_mode": "reranking_model"},
}


def named_settings(retrieval_model: object, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a caller named, with those that they imply.

    Args:
        retrieval_model: A retrieval model as Dify takes it, or a part of one: a mapping, a view or None.
        settings: Single settings, which go before it; None for one that was not named.

    Raises:
        TypeError: The retrieval model is something else.
    """
    if retrieval_model is not None and not isinstance(retrieval_model, (Mapping, View)):
        raise TypeError(
            f"retrieval_model must be a mapping such as {{'top_k': 5}}, not {type(retrieval_model).__name__}"
        )
    model: dict[str, Any] = to_json(retrieval_model or {})
    single = {name: to_json(value) for name, value in settings.items() if value is not None}
    return _given({**_with_implied(model), **_with_implied(single)})


def _with_implied(settings: dict[str, Any]) -> dict[str, Any]:
    implied: dict[str, Any] = {}
    for name, flags in _IMPLIED.items():
        if settings.get(name) is not None:
            implied |= flags
    return {**implied, **settings}


def is_whole(settings: Mapping[str, Any]) -> bool:
    """Whether Dify takes these settings as they are."""
    return settings.keys() >= _WHOLE


def laid_over(own: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A whole retrieval model: a knowledge base's own one with the settings that a caller named in place of its."""
    return _given({**own, **settings})


def _given(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}
