"""The knowledge of the embedded Dify: indexing in steps, splitting, searching, and the traps of its pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from testing.conversation import Talk

from pydify_plus.testing import DifyServer

MakeTalk = Callable[..., Talk]
FRUIT = "Apples are red and sweet.\n\nBananas are yellow and soft.\n\nLemons are sour and bright."
BY_PARAGRAPH = {
    "mode": "custom",
    "rules": {"pre_processing_rules": [], "segmentation": {"separator": "\n\n", "max_tokens": 500}},
}


@pytest.fixture
def kb(talk: MakeTalk) -> Talk:
    return talk()


@pytest.fixture
def dataset(kb: Talk) -> Iterator[str]:
    made = kb.send("createDataset", json={"name": f"kb {time.monotonic_ns()}", "indexing_technique": "high_quality"})
    yield made["id"]
    kb.send("deleteDataset", made["id"], status=204)


def add(kb: Talk, dataset: str, text: str, name: str = "notes.txt", **more: Any) -> str:
    """Make a document and wait until it is indexed."""
    body = {"name": name, "text": text, "process_rule": BY_PARAGRAPH, **more}
    made = kb.send("createDocumentFromText", dataset, json=body)
    wait(kb, dataset, made["batch"])
    return str(made["document"]["id"])


def wait(kb: Talk, dataset: str, batch: str) -> dict[str, Any]:
    until = time.monotonic() + 5
    while True:
        (progress,) = kb.send("getDocumentIndexingStatus", dataset, batch)["data"]
        if progress["indexing_status"] in ("completed", "error"):
            return dict(progress)
        assert time.monotonic() < until
        time.sleep(0.002)


def hits(kb: Talk, dataset: str, query: str, **settings: Any) -> list[tuple[str, float]]:
    model = {
        "search_method": "semantic_search",
        "reranking_enable": False,
        "top_k": 3,
        "score_threshold_enabled": False,
        **settings,
    }
    found = kb.send("retrieveSegments", dataset, json={"query": query, "retrieval_model": model})
    return [(one["segment"]["content"], one["score"]) for one in found["records"]]


def test_a_document_goes_through_all_steps() -> None:
    with DifyServer(indexing_step=0.05) as server, Talk(server) as kb:
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        body = {"name": "a.txt", "text": FRUIT, "indexing_technique": "economy", "process_rule": BY_PARAGRAPH}
        made = kb.send("createDocumentFromText", dataset, json=body)
        seen: list[str] = [made["document"]["indexing_status"]]
        while seen[-1] != "completed":
            found = kb.send("retrieveSegments", dataset, json={"query": "Apples"})["records"]
            (progress,) = kb.send("getDocumentIndexingStatus", dataset, made["batch"])["data"]
            if progress["indexing_status"] != seen[-1]:
                seen.append(progress["indexing_status"])
            assert progress["completed_segments"] == (3 if seen[-1] == "completed" else 0)
            assert not found or seen[-1] == "completed"
        assert seen == ["waiting", "parsing", "cleaning", "splitting", "indexing", "completed"]
        assert len(kb.send("retrieveSegments", dataset, json={"query": "Apples"})["records"]) == 1


def test_a_document_that_is_deleted_while_it_is_indexed_leaves_nothing() -> None:
    with DifyServer(indexing_step=0.02) as server, Talk(server) as kb:
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        body = {"name": "a.txt", "text": FRUIT, "indexing_technique": "high_quality"}
        made = kb.send("createDocumentFromText", dataset, json=body)
        kb.send("deleteDocument", dataset, made["document"]["id"], status=204)
        time.sleep(0.2)
        assert hits(kb, dataset, "apples") == []
        assert kb.send("listDocuments", dataset)["total"] == 0


def test_a_file_is_indexed_by_its_text_and_another_kind_says_why_not(kb: Talk, dataset: str) -> None:
    data = {"data": '{"process_rule": {"mode": "automatic"}}'}
    for name, status in ("guide.md", "completed"), ("scan.pdf", "error"):
        file = {"file": (name, FRUIT.encode(), "application/octet-stream")}
        made = kb.send("createDocumentFromFile", dataset, files=file, data=data)
        progress = wait(kb, dataset, made["batch"])
        assert progress["indexing_status"] == status
        assert (progress["error"] is None) == (status == "completed")
    assert [text for text, _ in hits(kb, dataset, "lemons")] == [FRUIT]


def test_text_is_cut_at_the_separator_and_where_it_is_too_long(kb: Talk, dataset: str) -> None:
    long = " ".join(f"word{index}" for index in range(400))
    document = add(kb, dataset, f"First.\n\n\n\n{long}\n\nLast.")
    segments = kb.send("listSegments", dataset, document)["data"]
    contents = [one["content"] for one in segments]
    assert (contents[0], contents[-1]) == ("First.", "Last.")
    assert " ".join(contents[1:-1]) == long
    assert all(one["tokens"] <= 500 for one in segments)
    assert [one["position"] for one in segments] == list(range(1, len(segments) + 1))


def test_the_automatic_rule_keeps_together_what_fits(kb: Talk, dataset: str) -> None:
    document = add(kb, dataset, FRUIT, process_rule={"mode": "automatic"})
    assert [one["content"] for one in kb.send("listSegments", dataset, document)["data"]] == [FRUIT]


def test_extra_spaces_and_addresses_are_removed_on_demand(kb: Talk, dataset: str) -> None:
    names = ("remove_extra_spaces", "remove_urls_emails")
    rules = {**BY_PARAGRAPH["rules"], "pre_processing_rules": [{"id": name, "enabled": True} for name in names]}
    text = "See   https://example.org/a or ann@example.org now."
    document = add(kb, dataset, text, process_rule={"mode": "custom", "rules": rules})
    assert kb.send("listSegments", dataset, document)["data"][0]["content"] == "See  or  now."


def test_search_ranks_by_bm25(kb: Talk, dataset: str) -> None:
    add(kb, dataset, f"{FRUIT}\n\nYellow birds, yellow flowers, yellow sun.\n\nA soft pillow.")
    found = hits(kb, dataset, "soft yellow bananas")
    assert found[0][0] == "Bananas are yellow and soft."
    assert {text for text, _ in found[1:]} == {"Yellow birds, yellow flowers, yellow sun.", "A soft pillow."}
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.7 > scores[1] > 0.1
    assert hits(kb, dataset, "YELLOW Bananas")[0][0] == "Bananas are yellow and soft."
    assert hits(kb, dataset, "quantum") == hits(kb, dataset, "...") == hits(kb, dataset, '"NEAR(') == []


@pytest.mark.parametrize("query", ["绿茶", "水温", "绿茶用几度的水?", "水"])
def test_chinese_is_found_by_two_characters(kb: Talk, dataset: str, query: str) -> None:
    add(kb, dataset, "绿茶要用八十度的水冲泡,水温很要紧。\n\n咖啡豆要新鲜磨碎。\n\n水")
    expected = "水" if query == "水" else "绿茶要用八十度的水冲泡,水温很要紧。"
    assert hits(kb, dataset, query)[0][0] == expected
    assert all("咖啡" not in text for text, _ in hits(kb, dataset, query))


def test_top_k_and_the_threshold_bound_what_is_found(kb: Talk, dataset: str) -> None:
    add(kb, dataset, "tea\n\ngreen tea\n\nblack tea with milk and sugar")
    assert len(hits(kb, dataset, "green tea", top_k=2)) == 2
    every = hits(kb, dataset, "green tea")
    assert len(every) == 3
    bound = every[0][1]
    assert hits(kb, dataset, "green tea", score_threshold_enabled=True, score_threshold=bound) == every[:1]
    assert hits(kb, dataset, "green tea", score_threshold_enabled=False, score_threshold=bound) == every


def test_a_search_uses_the_dataset_s_own_settings(kb: Talk, dataset: str) -> None:
    add(kb, dataset, "tea one\n\ntea two\n\ntea three")
    assert len(kb.send("retrieveSegments", dataset, json={"query": "tea"})["records"]) == 2
    settings = {
        "search_method": "hybrid_search",
        "reranking_enable": False,
        "top_k": 1,
        "score_threshold_enabled": False,
    }
    kb.send("updateDataset", dataset, json={"retrieval_model": settings})
    assert len(kb.send("retrieveSegments", dataset, json={"query": "tea"})["records"]) == 1


def test_a_keyword_search_looks_at_capitals(kb: Talk, dataset: str) -> None:
    add(kb, dataset, FRUIT)
    assert hits(kb, dataset, "bananas", search_method="keyword_search") == []
    assert [text for text, _ in hits(kb, dataset, "Bananas", search_method="keyword_search")] == [
        "Bananas are yellow and soft."
    ]


def test_what_is_disabled_archived_or_deleted_is_not_found(kb: Talk, dataset: str) -> None:
    document = add(kb, dataset, FRUIT)
    body = {"document_ids": [document]}
    for off, on in ("disable", "enable"), ("archive", "un_archive"):
        kb.send("batchUpdateDocumentStatus", dataset, off, json=body)
        assert hits(kb, dataset, "apples") == []
        kb.send("batchUpdateDocumentStatus", dataset, on, json=body)
        assert len(hits(kb, dataset, "apples")) == 1
    segment = kb.send("listSegments", dataset, document, params={"keyword": "apples"})["data"][0]["id"]
    kb.send("updateSegment", dataset, document, segment, json={"segment": {"enabled": False}})
    assert hits(kb, dataset, "apples") == []
    kb.send("updateSegment", dataset, document, segment, json={"segment": {"enabled": True}})
    assert len(hits(kb, dataset, "apples")) == 1
    kb.send("deleteSegment", dataset, document, segment, status=204)
    assert hits(kb, dataset, "apples") == []


def test_a_changed_text_is_indexed_anew(kb: Talk, dataset: str) -> None:
    document = add(kb, dataset, FRUIT)
    changed = kb.send("updateDocumentByText", dataset, document, json={"name": "tea.txt", "text": "Tea is green."})
    wait(kb, dataset, changed["batch"])
    assert hits(kb, dataset, "apples") == []
    assert [text for text, _ in hits(kb, dataset, "tea")] == ["Tea is green."]
    detail = kb.send("getDocumentDetail", dataset, document)
    assert (detail["name"], detail["segment_count"]) == ("tea.txt", 1)
    segment = kb.send("listSegments", dataset, document)["data"][0]["id"]
    kb.send("updateSegment", dataset, document, segment, json={"segment": {"content": "Coffee is black."}})
    assert (hits(kb, dataset, "tea"), len(hits(kb, dataset, "coffee"))) == ([], 1)


def test_a_document_that_is_not_available_cannot_be_changed(kb: Talk, dataset: str) -> None:
    document = add(kb, dataset, FRUIT)
    kb.send("batchUpdateDocumentStatus", dataset, "disable", json={"document_ids": [document]})
    body = {"name": "x.txt", "text": "y"}
    assert (
        kb.send("updateDocumentByText", dataset, document, json=body, status=400)["message"]
        == "Document is not available"
    )


def test_a_list_of_datasets_tells_of_more_when_it_is_as_long_as_was_asked_for() -> None:
    with DifyServer() as server, Talk(server) as kb:
        for index in range(101):
            kb.send("createDataset", json={"name": f"kb {index}"})

        def listed(**params: int) -> tuple[int, bool]:
            page = kb.send("listDatasets", params=params)
            assert page["total"] == 101
            return len(page["data"]), page["has_more"]

        assert listed() == (20, True)
        assert listed(limit=100) == (100, True)
        assert listed(limit=100, page=2) == (1, False)
        assert listed(limit=101) == (100, False)  # one is missing, and nothing says so
        assert listed(limit=101, page=2) == (1, False)


def test_a_dataset_with_all_asked_tags_is_listed(kb: Talk, dataset: str) -> None:
    tags = [kb.send("createKnowledgeTag", json={"name": f"tag {time.monotonic_ns()}"})["id"] for _ in range(2)]
    kb.send("bindTagsToDataset", json={"tag_ids": tags[:1], "target_id": dataset}, status=204)
    assert [one["id"] for one in kb.send("listDatasets", params={"tag_ids": tags[:1]})["data"]] == [dataset]
    assert kb.send("listDatasets", params={"tag_ids": tags})["data"] == []
    kb.send("deleteKnowledgeTag", json={"tag_id": tags[0]}, status=204)
    assert kb.send("queryDatasetTags", dataset) == {"data": [], "total": 0}


def test_a_document_s_file_can_be_downloaded_without_a_key(kb: Talk, dataset: str) -> None:
    document = add(kb, dataset, FRUIT)
    link = kb.send("downloadDocument", dataset, document)["url"]
    response = kb.client.get(link, headers={"Authorization": ""})
    assert response.text == FRUIT
    assert response.headers["content-disposition"].startswith("attachment")


def test_a_hierarchical_document_has_child_chunks_that_can_be_cut_anew(kb: Talk, dataset: str) -> None:
    rule = {
        "mode": "hierarchical",
        "rules": {
            **BY_PARAGRAPH["rules"],
            "parent_mode": "paragraph",
            "subchunk_segmentation": {"separator": ". ", "max_tokens": 50},
        },
    }
    text = "Tea is green. Tea is hot.\n\nCoffee is black."
    document = add(kb, dataset, text, doc_form="hierarchical_model", process_rule=rule)
    first, second = kb.send("listSegments", dataset, document)["data"]
    assert [one["content"] for one in first["child_chunks"]] == ["Tea is green", "Tea is hot."]
    assert [one["content"] for one in second["child_chunks"]] == ["Coffee is black."]
    change = {"content": "Milk is white. It is cold.", "regenerate_child_chunks": True}
    changed = kb.send("updateSegment", dataset, document, first["id"], json={"segment": change})["data"]
    assert [one["content"] for one in changed["child_chunks"]] == ["Milk is white", "It is cold."]
