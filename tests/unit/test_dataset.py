from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from unit.replay import recorded

from pydify_plus import models
from pydify_plus.errors import (
    DifyAuthError,
    DifyConflictError,
    DifyNotFoundError,
    DifyPermissionError,
    DifyValidationError,
)
from pydify_plus_generated.models import RetrieveResult

if TYPE_CHECKING:
    from unit.replay import Replay

MINIMAL = recorded("createDataset/ok-minimal").json["id"]
ECONOMY = recorded("getDatasetDetail/ok-after").json["id"]
HIGH_QUALITY = recorded("getDatasetDetail/ok-high-quality").json["id"]
UNKNOWN = "4aec26ab-71ca-4331-aa8f-ffa03d4ffee9"
RERANK = {"reranking_provider_name": "langgenius/fakellm/fakellm", "reranking_model_name": "fake-rerank"}
EMBEDDING = {"embedding_model": "fake-embed", "embedding_model_provider": "langgenius/fakellm/fakellm"}


@pytest.mark.parametrize(
    ("case", "given"),
    [
        ("ok-minimal", {"name": "ds-ed8aae", "description": None}),
        ("external-missing-ids", {"name": "ds-ed8aaez", "provider": "external"}),
        (
            "ok-high-quality",
            {
                "name": "ds-ed8aae-hq",
                "indexing_technique": "high_quality",
                "permission": "all_team_members",
                **EMBEDDING,
                "retrieval_model": models.RetrievalModelInput(
                    search_method="hybrid_search",
                    reranking_enable=True,
                    reranking_model=RERANK,
                    reranking_mode="reranking_model",
                    top_k=3,
                    score_threshold_enabled=False,
                    score_threshold=None,
                ),
            },
        ),
    ],
)
def test_create_sends_what_is_given_and_gives_the_dataset(dify: Replay, case: str, given: dict[str, Any]) -> None:
    dify.expect(f"createDataset/{case}")

    dataset = dify.wait(dify.client.dataset.create_dataset(**given))

    assert type(dataset) is models.DatasetResponse
    assert dataset.to_dict() == recorded(f"createDataset/{case}").json


@pytest.mark.parametrize(
    ("case", "name", "given", "error"),
    [
        ("err-duplicate", "ds-ed8aae", {}, DifyConflictError),
        ("err-empty-name", "", {}, DifyValidationError),
        ("err-permission", "ds-ed8aaez", {"permission": "bogus"}, DifyValidationError),
    ],
)
def test_create_raises_what_dify_refuses(
    dify: Replay, case: str, name: str, given: dict[str, Any], error: type[Exception]
) -> None:
    dify.expect(f"createDataset/{case}")

    with pytest.raises(error):
        dify.wait(dify.client.dataset.create_dataset(name, **given))


@pytest.mark.parametrize(
    ("case", "given"),
    [
        ("ok", {}),
        ("ok-keyword", {"keyword": "ds-ed8aae", "include_all": True}),
        ("ok-tag-filter", {"tag_ids": "e3ed1c85-034b-4587-b378-21c7ffba5657"}),
        ("ok-tag-filter", {"tag_ids": [models.KnowledgeTag(id="e3ed1c85-034b-4587-b378-21c7ffba5657")]}),
        ("page-beyond", {"page": 999}),
    ],
)
def test_list_gives_a_page_of_datasets(dify: Replay, case: str, given: dict[str, Any]) -> None:
    dify.expect(f"listDatasets/{case}")

    page = dify.wait(dify.client.dataset.list_datasets(**given))

    answer = recorded(f"listDatasets/{case}").json
    assert [dataset.to_dict() for dataset in page.data] == answer["data"]
    assert all(type(dataset) is models.DatasetResponse for dataset in page.data)
    assert (page.total, page.has_more) == (answer["total"], False)


def test_list_asks_for_as_many_as_dify_gives_in_a_page(dify: Replay) -> None:
    dify.expect("listDatasets/limit-1000", query={"limit": 100})

    assert len(dify.items(dify.client.dataset.list_datasets(limit=1000))) == 11


def test_max_items_ends_the_walk(dify: Replay) -> None:
    dify.expect("listDatasets/ok-with-one-disabled")

    assert len(dify.items(dify.client.dataset.list_datasets(limit=1, max_items=1))) == 1


def test_the_key_of_an_app_is_refused(dify: Replay) -> None:
    dify.expect("listDatasets/err-app-key")

    with pytest.raises(DifyAuthError, match="knowledge"):
        dify.wait(dify.client.with_options(dataset_api_key="app-KEY").dataset.list_datasets())


def test_get_gives_the_dataset(dify: Replay) -> None:
    dify.expect("getDatasetDetail/ok-high-quality", "getDatasetDetail/ok-high-quality")

    dataset = dify.wait(dify.client.dataset.get_dataset(HIGH_QUALITY))
    again = dify.wait(dify.client.dataset.get_dataset(dataset))

    assert type(dataset) is models.DatasetResponse
    assert dataset.to_dict() == again.to_dict() == recorded("getDatasetDetail/ok-high-quality").json


@pytest.mark.parametrize(
    ("case", "dataset_id", "error"),
    [("err-api-disabled", ECONOMY, DifyPermissionError), ("err-not-uuid", "not-a-uuid", DifyNotFoundError)],
)
def test_get_raises_what_dify_refuses(dify: Replay, case: str, dataset_id: str, error: type[Exception]) -> None:
    dify.expect(f"getDatasetDetail/{case}")

    with pytest.raises(error):
        dify.wait(dify.client.dataset.get_dataset(dataset_id))


@pytest.mark.parametrize("method", ["get_dataset", "update_dataset", "delete_dataset"])
def test_an_id_that_would_lead_elsewhere_is_not_sent(dify: Replay, method: str) -> None:
    with pytest.raises(ValueError, match="cannot be an id"):
        dify.wait(getattr(dify.client.dataset, method)(f"{ECONOMY}/documents/x"))


@pytest.mark.parametrize(
    ("case", "dataset_id", "given"),
    [
        ("ok", MINIMAL, {"name": "ds-ed8aae-new", "description": "changed", "permission": "all_team_members"}),
        ("empty-body", MINIMAL, {"name": None}),
        (
            "ok-retrieval",
            HIGH_QUALITY,
            {
                "indexing_technique": "high_quality",
                **EMBEDDING,
                "retrieval_model": {
                    "search_method": "semantic_search",
                    "reranking_enable": False,
                    "top_k": 2,
                    "score_threshold_enabled": True,
                    "score_threshold": 0.1,
                },
            },
        ),
    ],
)
def test_update_sends_only_what_is_given(dify: Replay, case: str, dataset_id: str, given: dict[str, Any]) -> None:
    dify.expect(f"updateDataset/{case}")

    dataset = dify.wait(dify.client.dataset.update_dataset(dataset_id, **given))

    assert type(dataset) is models.DatasetResponse
    assert dataset.to_dict() == recorded(f"updateDataset/{case}").json


@pytest.mark.parametrize(
    ("case", "dataset_id", "name", "error"),
    [
        ("err-name-conflict", MINIMAL, "ds-ed8aae-eco", DifyConflictError),
        ("err-unknown", UNKNOWN, "x", DifyNotFoundError),
    ],
)
def test_update_raises_what_dify_refuses(
    dify: Replay, case: str, dataset_id: str, name: str, error: type[Exception]
) -> None:
    dify.expect(f"updateDataset/{case}")

    with pytest.raises(error):
        dify.wait(dify.client.dataset.update_dataset(dataset_id, name=name))


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_delete_gives_nothing_and_fails_the_second_time(dify: Replay, version: str) -> None:
    dify.expect("deleteDataset/ok", "deleteDataset/err-again", version=version)
    dataset = models.DatasetResponse(**recorded("createDataset/ok-minimal", version).json)

    assert dify.wait(dify.client.dataset.delete_dataset(dataset)) is None
    with pytest.raises(DifyNotFoundError):
        dify.wait(dify.client.dataset.delete_dataset(dataset))


# Searching.

FOUR = {"search_method": "semantic_search", "reranking_enable": False, "top_k": 3, "score_threshold_enabled": False}
WEIGHTS = {
    "weight_type": "customized",
    "vector_setting": {
        "vector_weight": 0.7,
        "embedding_provider_name": "langgenius/fakellm/fakellm",
        "embedding_model_name": "fake-embed",
    },
    "keyword_setting": {"keyword_weight": 0.3},
}
FOUND = "bananas yellow"


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
@pytest.mark.parametrize(
    ("case", "query", "given"),
    [
        ("ok-semantic_search", FOUND, FOUR),
        ("ok-semantic_search", FOUND, {"retrieval_model": FOUR}),
        (
            "ok-semantic_search",
            FOUND,
            {"retrieval_model": models.RetrievalModelInput(**{**FOUR, "top_k": 9}), "top_k": 3},
        ),
        ("ok-hybrid_search", FOUND, {**FOUR, "search_method": models.SearchMethod.HYBRID_SEARCH, "weights": WEIGHTS}),
        ("ok-rerank", FOUND, {"retrieval_model": FOUR, "reranking_model": RERANK}),
        (
            "ok-no-hit",
            "zzz",
            {"search_method": "semantic_search", "reranking_enable": False, "top_k": 3, "score_threshold": 0.99},
        ),
    ],
)
def test_search_sends_whole_settings_at_once(
    dify: Replay, version: str, case: str, query: str, given: dict[str, Any]
) -> None:
    exchange = recorded(f"retrieveSegments/{case}", version)
    dify.expect(exchange)
    dataset = exchange.request["path"].split("/")[2]

    found = dify.wait(dify.client.dataset.search_dataset(dataset, query, **given))

    assert isinstance(found, RetrieveResult)
    assert found.to_dict() == exchange.json
    assert [record.segment.content for record in found.records] == [
        record["segment"]["content"] for record in exchange.json["records"]
    ]


def test_search_without_settings_leaves_them_to_dify(dify: Replay) -> None:
    dify.expect("retrieveSegments/ok-default")

    assert dify.wait(dify.client.dataset.search_dataset(dataset_id=ECONOMY, query="bananas")).records == []


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
@pytest.mark.parametrize(
    "given", [{"search_method": "semantic_search"}, {"retrieval_model": {"search_method": "semantic_search"}}], ids=list
)
def test_search_lays_some_settings_over_the_datasets_own(dify: Replay, version: str, given: dict[str, Any]) -> None:
    """The dataset's own settings are those of the recorded search, but for the method."""
    detail = recorded("getDatasetDetail/ok-high-quality", version)
    dify.expect(detail, "retrieveSegments/ok-rerank", version=version)
    dataset = models.DatasetResponse(**detail.json)

    assert dify.wait(dify.client.dataset.search_dataset(dataset, FOUND, **given)).records


def test_search_as_documented_applies_the_threshold(dify: Replay) -> None:
    dify.expect("getDatasetDetail/ok-after")
    own = {
        "search_method": "keyword_search",
        "reranking_enable": False,
        "reranking_model": {"reranking_provider_name": "", "reranking_model_name": ""},
    }
    threshold = {"score_threshold": 0.8, "score_threshold_enabled": True}
    dify.expect(
        "retrieveSegments/ok-keyword",
        json={"query": "search query", "retrieval_model": {**own, **threshold, "top_k": 10}},
    )

    dify.wait(
        dify.client.dataset.search_dataset(dataset_id=ECONOMY, query="search query", top_k=10, score_threshold=0.8)
    )


def test_search_takes_what_is_no_setting_without_asking_for_the_dataset(dify: Replay) -> None:
    external = {"top_k": 4, "score_threshold": 0.2}
    dify.expect(
        "retrieveSegments/ok-default",
        json={"query": "bananas", "external_retrieval_model": external, "attachment_ids": ["f1", "f2"]},
    )

    dify.wait(
        dify.client.dataset.search_dataset(
            ECONOMY,
            "bananas",
            external_retrieval_model=external,
            attachment_ids=[models.UploadedFile(id="f1"), "f2"],
        )
    )


def test_search_sends_extra_fields_with_the_search_alone_and_headers_with_both_calls(dify: Replay) -> None:
    dify.expect("getDatasetDetail/ok-high-quality")
    sent = recorded("retrieveSegments/ok-rerank").request["json"]
    dify.expect("retrieveSegments/ok-rerank", query={"trace": "1"}, json={**sent, "beta": True})

    dify.wait(
        dify.client.dataset.search_dataset(
            HIGH_QUALITY,
            FOUND,
            search_method="semantic_search",
            extra_body={"beta": True},
            extra_query={"trace": 1},
            extra_headers={"X-Gateway": "g"},
        )
    )

    assert [request.headers["X-Gateway"] for request in dify.sent] == ["g", "g"]


def test_search_leaves_the_limit_of_the_query_to_dify(dify: Replay) -> None:
    dify.expect("retrieveSegments/err-query-too-long")
    query = recorded("retrieveSegments/err-query-too-long").request["json"]["query"]

    with pytest.raises(DifyValidationError, match="query: String should have at most 250 characters"):
        dify.wait(dify.client.dataset.search_dataset(ECONOMY, query))


def test_search_in_an_unknown_dataset_fails_where_its_settings_are_read(dify: Replay) -> None:
    dify.expect("getDatasetDetail/err-not-uuid")

    with pytest.raises(DifyNotFoundError):
        dify.wait(dify.client.dataset.search_dataset("not-a-uuid", "x", top_k=1))


@pytest.mark.parametrize(
    ("method", "positional", "wrong", "right"),
    [
        ("create_dataset", ("x",), "indexing_techique", "indexing_technique"),
        ("list_datasets", (), "tag_id", "tag_ids"),
        ("get_dataset", ("x",), "time_out", "timeout"),
        ("update_dataset", ("x",), "descripton", "description"),
        ("delete_dataset", ("x",), "time_out", "timeout"),
        ("search_dataset", ("x", "y"), "topk", "top_k"),
    ],
)
def test_a_misspelt_keyword_is_refused(
    dify: Replay, method: str, positional: tuple[str, ...], wrong: str, right: str
) -> None:
    with pytest.raises(TypeError, match=rf"{method}\(\) has no keyword '{wrong}': did you mean '{right}'"):
        dify.wait(getattr(dify.client.dataset, method)(*positional, **{wrong: 1}))
