"""`client.dataset` and `client.models`: knowledge bases, searching them, and the models that index them."""

from __future__ import annotations

from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, unique

from pydify_plus.errors import DifyAuthError, DifyConflictError, DifyNotFoundError, DifyValidationError

pytestmark = pytest.mark.anyio


async def test_a_dataset_is_created_read_changed_and_deleted(knowledge: Any) -> None:
    name = unique()
    made = await knowledge.dataset.create_dataset(
        name=name, description="A test dataset", permission="only_me", indexing_technique="economy"
    )
    try:
        found = await knowledge.dataset.get_dataset(made.id)
        assert (found.name, found.description) == (name, "A test dataset")
        assert (found.permission, found.indexing_technique) == ("only_me", "economy")
        assert (found.document_count, found.word_count) == (0, 0)
        renamed = unique()
        changed = await knowledge.dataset.update_dataset(made.id, name=renamed, description="Changed")
        assert (changed.id, changed.name, changed.description) == (made.id, renamed, "Changed")
        assert (await knowledge.dataset.get_dataset(made)).name == renamed
    finally:
        assert await knowledge.dataset.delete_dataset(made.id) is None
    with pytest.raises(DifyNotFoundError):
        await knowledge.dataset.get_dataset(made.id)


async def test_all_pages_of_datasets_are_walked_newest_first(knowledge: Any) -> None:
    name = unique()
    made = [await knowledge.dataset.create_dataset(f"{name} {number}") for number in range(3)]
    try:
        page = await knowledge.dataset.list_datasets(keyword=name, limit=2)
        assert (len(page.data), page.total, page.has_more) == (2, 3, True)
        following = await page.next_page()
        assert [each.name for each in following.data] == [f"{name} 0"]
        walk = [each.id async for each in knowledge.dataset.list_datasets(keyword=name, limit=2)]
        assert walk == [each.id for each in reversed(made)]
        assert [each.id async for each in page] == walk
        first = [each.id async for each in knowledge.dataset.list_datasets(keyword=name, limit=1, max_items=2)]
        assert first == walk[:2]
    finally:
        for each in made:
            await knowledge.dataset.delete_dataset(each)


async def test_a_name_that_is_taken_is_a_conflict(knowledge: Any, dataset: Any) -> None:
    with pytest.raises(DifyConflictError):
        await knowledge.dataset.create_dataset(dataset.name)
    other = await knowledge.dataset.create_dataset(unique())
    try:
        with pytest.raises(DifyConflictError):
            await knowledge.dataset.update_dataset(other, name=dataset.name)
    finally:
        await knowledge.dataset.delete_dataset(other)


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "long " * 20}, {"name": "x", "permission": "nobody"}])
async def test_what_a_dataset_cannot_be_is_a_validation_error(knowledge: Any, values: dict[str, str]) -> None:
    with pytest.raises(DifyValidationError):
        await knowledge.dataset.create_dataset(**values)


@pytest.mark.parametrize(
    ("query", "found"), [("Espresso coffee", "Espresso"), ("Green tea", "Green"), ("绿茶", "绿茶")]
)
async def test_a_search_finds_the_segment_that_fits(
    knowledge: Any, dataset: Any, document: Any, query: str, found: str
) -> None:
    result = await knowledge.dataset.search_dataset(dataset_id=dataset.id, query=query, top_k=1)
    assert result.query.content == query
    (record,) = result.records
    assert found in record.segment.content
    assert record.segment.document.id == document.id
    assert 0 <= record.score <= 1


async def test_a_search_takes_as_many_as_are_asked_for_best_first(knowledge: Any, dataset: Any, document: Any) -> None:
    result = await knowledge.dataset.search_dataset(dataset, "Green tea and ground coffee", top_k=10)
    scores = [record.score for record in result.records]
    assert len(scores) >= 2
    assert scores == sorted(scores, reverse=True)
    result = await knowledge.dataset.search_dataset(dataset, "Green tea and ground coffee", top_k=1)
    assert len(result.records) == 1


async def test_a_threshold_leaves_out_what_scores_less(knowledge: Any, dataset: Any, document: Any) -> None:
    if dataset.indexing_technique != "high_quality":
        pytest.skip("a search by keywords has no threshold, and the server has no embedding model")
    every = await knowledge.dataset.search_dataset(dataset, "Green tea and ground coffee", top_k=10)
    best = every.records[0].score
    threshold = (best + every.records[-1].score) / 2
    some = await knowledge.dataset.search_dataset(
        dataset, "Green tea and ground coffee", top_k=10, score_threshold=threshold
    )
    assert [record.segment.id for record in some.records] == [
        record.segment.id for record in every.records if record.score >= threshold
    ]
    assert 0 < len(some.records) < len(every.records)


async def test_a_dataset_s_own_settings_rule_a_search_that_says_nothing(
    knowledge: Any, dataset: Any, document: Any
) -> None:
    method = "semantic_search" if dataset.indexing_technique == "high_quality" else "keyword_search"
    settings = {"search_method": method, "reranking_enable": False, "top_k": 1, "score_threshold_enabled": False}
    await knowledge.dataset.update_dataset(dataset, retrieval_model=settings)
    assert (await knowledge.dataset.get_dataset(dataset)).retrieval_model_dict.top_k == 1
    assert len((await knowledge.dataset.search_dataset(dataset, "Green tea and ground coffee")).records) == 1
    whole = {**settings, "top_k": 3}
    found = await knowledge.dataset.search_dataset(dataset, "Green tea and ground coffee", retrieval_model=whole)
    assert len(found.records) >= 2


async def test_a_query_that_is_too_long_is_a_validation_error(knowledge: Any, dataset: Any) -> None:
    with pytest.raises(DifyValidationError):
        await knowledge.dataset.search_dataset(dataset, "tea " * 100)


async def test_a_document_counts_once_it_is_indexed(knowledge: Any, dataset: Any, document: Any) -> None:
    found = await knowledge.dataset.get_dataset(dataset)
    assert (found.document_count, found.total_available_documents) == (1, 1)
    assert found.word_count > 0


async def test_unknown_datasets_are_not_found(knowledge: Any) -> None:
    for ask in (
        lambda: knowledge.dataset.get_dataset(UNKNOWN),
        lambda: knowledge.dataset.update_dataset(UNKNOWN, description="new"),
        lambda: knowledge.dataset.delete_dataset(UNKNOWN),
        lambda: knowledge.dataset.search_dataset(UNKNOWN, "tea"),
    ):
        with pytest.raises(DifyNotFoundError):
            await ask()


@pytest.mark.parametrize("wrong", ["../datasets", "a/b", "", "..", "a%2Fb", "a?b"])
async def test_an_id_that_would_lead_elsewhere_is_refused(knowledge: Any, wrong: str) -> None:
    with pytest.raises(ValueError, match="dataset_id"):
        await knowledge.dataset.delete_dataset(wrong)


async def test_embedding_models_are_listed_by_provider(knowledge: Any) -> None:
    for provider in await knowledge.models.list_embedding_models():
        assert provider.provider
        assert provider.models
        assert {model.model_type for model in provider.models} == {"text-embedding"}


async def test_models_are_listed_by_type(knowledge: Any) -> None:
    for provider in await knowledge.models.list_models("llm"):
        assert {model.model_type for model in provider.models} == {"llm"}
    with pytest.raises(DifyValidationError):
        await knowledge.models.list_models("no-such-type")


async def test_the_key_of_an_app_opens_no_dataset(connect: Connect, dify: Any) -> None:
    client = connect("dataset", dataset_api_key=dify.key("chat"))
    for ask in (client.dataset.list_datasets, client.models.list_embedding_models):
        with pytest.raises(DifyAuthError):
            await ask()
