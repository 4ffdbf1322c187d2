from __future__ import annotations

from typing import Any

import pytest

from pydify_plus._core.retrieval import is_whole, laid_over, named_settings
from pydify_plus_generated.models import RetrievalModel, RetrievalModelInput

OWN = {
    "search_method": "hybrid_search",
    "reranking_enable": False,
    "reranking_mode": None,
    "reranking_model": {"reranking_provider_name": "", "reranking_model_name": ""},
    "weights": None,
    "top_k": 2,
    "score_threshold_enabled": False,
    "score_threshold": None,
}
WHOLE = {"search_method": "keyword_search", "reranking_enable": False, "top_k": 3, "score_threshold_enabled": False}
MODEL = {"reranking_provider_name": "p", "reranking_model_name": "m"}
WEIGHTS = {"keyword_setting": {"keyword_weight": 0.3}}


@pytest.mark.parametrize(
    ("retrieval_model", "single", "named"),
    [
        (None, {"top_k": None, "score_threshold": None}, {}),
        ({}, {}, {}),
        ({"top_k": 1, "weights": None}, {}, {"top_k": 1}),
        ({"top_k": 1}, {"top_k": 2}, {"top_k": 2}),
        (None, {"score_threshold": 0.0}, {"score_threshold": 0.0, "score_threshold_enabled": True}),
        ({"score_threshold": 0.5}, {}, {"score_threshold": 0.5, "score_threshold_enabled": True}),
        (
            None,
            {"score_threshold": 0.5, "score_threshold_enabled": False},
            {"score_threshold": 0.5, "score_threshold_enabled": False},
        ),
        (WHOLE, {"score_threshold": 0.5}, {**WHOLE, "score_threshold": 0.5, "score_threshold_enabled": True}),
        (
            None,
            {"reranking_model": MODEL},
            {"reranking_model": MODEL, "reranking_enable": True, "reranking_mode": "reranking_model"},
        ),
        (None, {"weights": WEIGHTS}, {"weights": WEIGHTS, "reranking_mode": "weighted_score"}),
        (
            {"reranking_mode": "weighted_score"},
            {"weights": WEIGHTS},
            {"weights": WEIGHTS, "reranking_mode": "weighted_score"},
        ),
        (RetrievalModelInput(**WHOLE), {}, WHOLE),
        (
            RetrievalModel.from_dict(OWN),
            {},
            {name: value for name, value in OWN.items() if value is not None},
        ),
    ],
)
def test_settings_are_those_that_were_named_and_what_they_imply(
    retrieval_model: Any, single: dict[str, Any], named: dict[str, Any]
) -> None:
    assert named_settings(retrieval_model, single) == named


@pytest.mark.parametrize("missing", WHOLE)
def test_settings_are_whole_only_with_all_that_dify_asks_for(missing: str) -> None:
    assert is_whole(WHOLE)
    assert is_whole({**WHOLE, "weights": WEIGHTS})
    assert not is_whole({name: value for name, value in WHOLE.items() if name != missing})


def test_named_settings_replace_the_knowledge_bases_own_and_nulls_are_left_out() -> None:
    named = {"top_k": 9, "score_threshold": 0.5, "score_threshold_enabled": True}

    assert laid_over(OWN, named) == {
        "search_method": "hybrid_search",
        "reranking_enable": False,
        "reranking_model": OWN["reranking_model"],
        "top_k": 9,
        "score_threshold_enabled": True,
        "score_threshold": 0.5,
    }


def test_a_retrieval_model_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(TypeError, match=r"retrieval_model must be a mapping such as .*, not str"):
        named_settings("semantic_search", {})
