"""Retrieval: what a knowledge base has on a question, and how apps tell where they have it from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from .json_values import is_array
from .search import has_word_in_case

if TYPE_CHECKING:
    from .json_values import Json
    from .knowledge import Dataset, Document, Segment
    from .store import Workspace


class Found(NamedTuple):
    """A segment that fits a query."""

    segment: Segment
    score: float


def retrieve(workspace: Workspace, dataset: Dataset, query: str, settings: Json) -> list[Found]:
    """The best segments of a dataset, by settings of Dify's form; each counts as hit."""
    by_keyword = dataset.indexing_technique != "high_quality" or settings["search_method"] == "keyword_search"
    threshold = settings["score_threshold"] if settings["score_threshold_enabled"] else None
    wanted = settings.get("metadata_filtering_conditions")
    segments = {segment.id: segment for document in dataset.documents for segment in document.segments}
    found: list[Found] = []
    for hit in workspace.index.search(dataset.id, query):
        segment = segments.get(hit.segment_id)
        if segment is None or not segment.enabled or not segment.document.is_searchable:
            continue
        if by_keyword and not has_word_in_case(query, segment.content):
            continue
        if threshold is not None and hit.score < threshold:
            continue
        if wanted and not _fits(segment.document, wanted):
            continue
        segment.hit_count += 1
        found.append(Found(segment, hit.score))
        if len(found) == settings["top_k"]:
            break
    return found


def _fits(document: Document, wanted: Json) -> bool:
    """Whether a document's metadata fits a filter."""
    values = document.all_metadata()
    conditions: list[Json] = wanted.get("conditions") or []
    met = [_is_met(values.get(one["name"]), one["comparison_operator"], one.get("value")) for one in conditions]
    return any(met) if wanted.get("logical_operator") == "or" and met else all(met)


def _is_met(actual: Any, operator: str, value: Any) -> bool:
    if operator in ("empty", "not empty"):
        return (actual is None or actual == "") == (operator == "empty")
    if operator in ("in", "not in"):
        options = value if is_array(value) else str(value).split(",")
        return (str(actual) in [str(one).strip() for one in options]) == (operator == "in")
    if actual is None:
        return operator in ("not contains", "is not", "≠")
    if operator in _TEXT_TESTS:
        return _TEXT_TESTS[operator](str(actual), str(value))
    try:
        return _NUMBER_TESTS[operator](_number(actual), _number(value))
    except ValueError:
        return False


_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda actual, value: value in actual,
    "not contains": lambda actual, value: value not in actual,
    "start with": lambda actual, value: actual.startswith(value),
    "end with": lambda actual, value: actual.endswith(value),
    "is": lambda actual, value: actual == value,
    "is not": lambda actual, value: actual != value,
}
_NUMBER_TESTS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda actual, value: actual == value,
    "≠": lambda actual, value: actual != value,
    ">": lambda actual, value: actual > value,
    "<": lambda actual, value: actual < value,
    "≥": lambda actual, value: actual >= value,
    "≤": lambda actual, value: actual <= value,
    "after": lambda actual, value: actual > value,
    "before": lambda actual, value: actual < value,
}


OPERATORS = (*_TEXT_TESTS, "empty", "not empty", "in", "not in", *_NUMBER_TESTS)


def _number(value: Any) -> float:
    """A number; of a time as text its seconds since the epoch."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC).timestamp()


def node_results(found: Iterable[Found]) -> list[Json]:
    """What a knowledge node puts out."""
    return [
        {
            "metadata": {
                "_source": "knowledge",
                "dataset_id": segment.document.dataset.id,
                "dataset_name": segment.document.dataset.name,
                "document_id": segment.document.id,
                "document_name": segment.document.name,
                "data_source_type": segment.document.source_type,
                "segment_id": segment.id,
                "retriever_from": "workflow",
                "score": score,
                "child_chunks": [],
                "segment_hit_count": segment.hit_count,
                "segment_word_count": segment.word_count,
                "segment_position": segment.position,
                "segment_index_node_hash": segment.index_node_hash,
                "doc_metadata": segment.document.all_metadata() or None,
                "position": position,
            },
            "title": segment.document.name,
            "files": None,
            "content": segment.content,
            "summary": None,
        }
        for position, (segment, score) in enumerate(found, 1)
    ]


def resources(results: Iterable[Json]) -> list[Json]:
    """The `retriever_resources` of an answer, from what knowledge nodes put out."""
    return [_resource(result, position, "workflow", result["metadata"]) for position, result in enumerate(results, 1)]


def chat_resources(found: Iterable[Found]) -> list[Json]:
    """The `retriever_resources` of a chat app's answer, which know less of each segment."""
    return [_resource(result, position, "api", {}) for position, result in enumerate(node_results(found), 1)]


def _resource(result: Json, position: int, source: str, segment: Json) -> Json:
    metadata = result["metadata"]
    same = ("dataset_id", "dataset_name", "document_id", "document_name", "data_source_type", "segment_id")
    return {
        "position": position,
        **{name: metadata[name] for name in same},
        "retriever_from": source,
        "score": metadata["score"],
        "hit_count": segment.get("segment_hit_count"),
        "word_count": segment.get("segment_word_count"),
        "segment_position": segment.get("segment_position"),
        "index_node_hash": segment.get("segment_index_node_hash"),
        "content": result["content"],
        "page": None,
        "doc_metadata": metadata["doc_metadata"],
        "title": None,
        "files": None,
        "summary": None,
    }
