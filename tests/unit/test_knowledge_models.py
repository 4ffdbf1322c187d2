"""What `pydify_plus.models` has to build process rules, metadata filters and retrieval settings."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from description.strict import Description, Reader
from unit.replay import recorded

from pydify_plus import models
from pydify_plus.models import DocumentRule, MetadataConditions, process_rule, retrieval_model, where

DESCRIBED = Description()


def faults(value: Any, schema: str) -> list[Any]:
    """What the description of the API has against a value."""
    reader = Reader(DESCRIBED)
    reader.read(value, DESCRIBED.schemas[schema], "here", schema)
    return reader.faults


# Process rules.

RECORDED_CUSTOM = recorded("createDocumentFromText/ok-economy").request["json"]["process_rule"]
RECORDED_PARENT_CHILD = recorded("createDocumentFromText/ok-hierarchical", "1.9.2").request["json"]
CLEANING = RECORDED_CUSTOM["rules"]["pre_processing_rules"]
NO_CLEANING = [{"id": "remove_extra_spaces", "enabled": False}, {"id": "remove_urls_emails", "enabled": False}]


def test_a_custom_rule_is_what_dify_took() -> None:
    rule = process_rule.custom("\n\n", 100, 0).process_rule.to_dict()
    assert rule["rules"]["pre_processing_rules"].pop() == {"id": "remove_urls_emails", "enabled": False}
    assert rule == RECORDED_CUSTOM


def test_a_parent_child_rule_is_what_dify_took() -> None:
    made = process_rule.parent_child(
        max_tokens=200, child_separator=". ", child_max_tokens=50, remove_extra_spaces=False
    )
    rules = made.process_rule.to_dict()["rules"]
    assert rules.pop("pre_processing_rules") == NO_CLEANING
    assert rules["segmentation"].pop("chunk_overlap") == rules["subchunk_segmentation"].pop("chunk_overlap") == 0
    taken = RECORDED_PARENT_CHILD["process_rule"]
    assert rules == {name: value for name, value in taken["rules"].items() if name != "pre_processing_rules"}
    assert (made.process_rule.mode, made.doc_form) == (taken["mode"], RECORDED_PARENT_CHILD["doc_form"])


@pytest.mark.parametrize(
    ("rule", "mode", "doc_form"),
    [
        (process_rule.automatic(), "automatic", "text_model"),
        (process_rule.automatic(qa=True), "automatic", "qa_model"),
        (process_rule.custom(), "custom", "text_model"),
        (process_rule.custom(qa=True, remove_urls_emails=True), "custom", "qa_model"),
        (process_rule.parent_child(), "hierarchical", "hierarchical_model"),
        (process_rule.parent_child("full-doc"), "hierarchical", "hierarchical_model"),
    ],
)
def test_each_rule_has_the_form_that_goes_with_it_and_is_as_described(
    rule: DocumentRule, mode: str, doc_form: str
) -> None:
    assert (rule.process_rule.mode, rule.doc_form) == (mode, doc_form)
    assert faults(rule.process_rule.to_dict(), "ProcessRuleInput") == []
    assert pickle.loads(pickle.dumps(rule)) == rule  # noqa: S301


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: process_rule.custom(""), "separator must be a text to split at"),
        (lambda: process_rule.custom(max_tokens=0), "max_tokens must be 1 or more, not 0"),
        (lambda: process_rule.custom(max_tokens=50, chunk_overlap=50), "less than max_tokens=50, not 50"),
        (lambda: process_rule.custom(chunk_overlap=-1), "chunk_overlap must be 0 or more"),
        (lambda: process_rule.parent_child(child_separator=""), "child_separator must be a text"),
        (lambda: process_rule.parent_child(child_max_tokens=0), "child_max_tokens must be 1 or more"),
        (lambda: process_rule.parent_child("full_doc"), r"\['full-doc', 'paragraph'\], not 'full_doc'"),  # type: ignore[arg-type]
    ],
)
def test_a_rule_that_splits_nothing_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


# Metadata filters.


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        (("author", "is", "Ada"), {"comparison_operator": "is", "value": "Ada"}),
        (("author", "≥", 2020), {"comparison_operator": "≥", "value": 2020}),
        (("author", ">=", 2020), {"comparison_operator": "≥", "value": 2020}),
        (("author", "<=", 0), {"comparison_operator": "≤", "value": 0}),
        (("author", "!=", 0.5), {"comparison_operator": "≠", "value": 0.5}),
        (("author", "==", 1), {"comparison_operator": "=", "value": 1}),
        (("author", "empty"), {"comparison_operator": "empty"}),
        (("author", "not in", ("Ada", "Bob")), {"comparison_operator": "not in", "value": ["Ada", "Bob"]}),
        (("author", "after", datetime(2026, 1, 1, tzinfo=UTC)), {"comparison_operator": "after", "value": 1767225600}),
        (("author", models.MetadataComparisonOperator.IS, ""), {"comparison_operator": "is", "value": ""}),
    ],
)
def test_a_condition_is_what_dify_takes(given: Any, condition: dict[str, Any]) -> None:
    made = where(*given).to_dict()
    assert made == {"logical_operator": "and", "conditions": [{"name": "author", **condition}]}
    assert faults(made, "MetadataFilter") == []


def names(conditions: MetadataConditions) -> list[str]:
    return [condition.name for condition in conditions.conditions or ()]


def test_conditions_are_joined_by_and_or_by_or() -> None:
    a, b, c = (where(name, "not empty") for name in "abc")
    both, either = a & b & c, a | (b | c)
    assert (both.logical_operator, names(both)) == ("and", ["a", "b", "c"])
    assert (either.logical_operator, names(either)) == ("or", ["a", "b", "c"])
    assert names(a) == ["a"]
    assert faults(either.to_dict(), "MetadataFilter") == []
    plain = models.MetadataFilter(conditions=[{"name": "d", "comparison_operator": "empty"}])
    assert names(both & plain) == ["a", "b", "c", "d"]


def test_and_is_not_mixed_with_or() -> None:
    a, b, c = (where(name, "not empty") for name in "abc")
    for mix in (lambda: (a & b) | c, lambda: a & (b | c)):
        with pytest.raises(ValueError, match="they cannot be mixed"):
            mix()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("a", "like", "x"), "Dify compares metadata by 'contains', 'not contains', .*'after', not by 'like'"),
        (("a", "is"), "'is' compares with one value, not None"),
        (("a", "is", ["x"]), "'is' compares with one value"),
        (("a", "in", "x"), r"'in' compares with several texts: pass a list, not 'x'"),
        (("a", "in"), "pass a list, not None"),
        (("a", "empty", "x"), "'empty' compares with nothing"),
        (("a", "before", datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
    ],
)
def test_a_condition_that_dify_does_not_know_is_refused(given: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        where(*given)


# Retrieval settings.


def test_a_retrieval_model_is_whole() -> None:
    model = retrieval_model(
        "hybrid_search", top_k=5, score_threshold=0, metadata_filtering_conditions=where("a", "empty")
    )
    assert faults(model.to_dict(), "RetrievalModelInput") == []
    assert model.to_dict() == {
        "search_method": "hybrid_search",
        "top_k": 5,
        "reranking_enable": False,
        "score_threshold_enabled": True,
        "score_threshold": 0,
        "metadata_filtering_conditions": where("a", "empty").to_dict(),
    }


def test_a_reranking_model_is_switched_on() -> None:
    rerank = {"reranking_provider_name": "p", "reranking_model_name": "m"}
    model = retrieval_model(reranking_model=rerank)
    assert (model.reranking_enable, model.reranking_mode) == (True, "reranking_model")
    assert faults(model.to_dict(), "RetrievalModelInput") == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"search_method": "vector"}, r"search_method must be one of \['semantic_search'.*, not 'vector'"),
        ({"top_k": 0}, "top_k must be 1 or more"),
        ({"score_threshold": 1.5}, "score_threshold must be from 0 to 1"),
    ],
)
def test_settings_that_no_search_can_have_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        retrieval_model(**given)


def test_the_builders_are_names_of_models() -> None:
    assert {"process_rule", "where", "retrieval_model", "IndexingReport"} <= {*dir(models)}
    assert models.process_rule is process_rule
