"""Segments, and the child chunks of hierarchical ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, deleted
from ..errors import InternalError, ServiceError, invalid_param, not_found
from ..indexing import complete
from ..json_values import Json
from ..knowledge import ChildChunk, Document, Segment
from ..routing import Routes
from ..store import new_id
from ..validation import Invalid, Model, boolean, describe, integer, items, optional, required, string
from .datasets import MOST_ROWS, page_of
from .documents import document_in_path
from .payloads import TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("dataset")

_SEGMENTS = "/datasets/<uuid:dataset_id>/documents/<uuid:document_id>/segments"
_SEGMENT = _SEGMENTS + "/<uuid:segment_id>"
_CHILDREN = _SEGMENT + "/child_chunks"

_KEYWORDS = optional(items(string()))
_CREATE = Model(
    "SegmentCreatePayload",
    segments=required(
        items(
            Model("SegmentCreateItemPayload", content=required(string(at_least=1)), answer=TEXT, keywords=_KEYWORDS),
            at_least=1,
        )
    ),
)
_UPDATE = Model(
    "SegmentUpdatePayload",
    segment=required(
        Model(
            "SegmentUpdateArgs",
            content=TEXT,
            answer=TEXT,
            keywords=_KEYWORDS,
            regenerate_child_chunks=optional(boolean(), False),
            enabled=optional(boolean()),
        )
    ),
)
_LIST = Model(
    "SegmentListQuery",
    page=optional(integer(at_least=1), 1),
    limit=optional(integer(at_least=1), 20),
    keyword=TEXT,
)
_CREATE_CHILD = Model("ChildChunkCreatePayload", content=TEXT_REQUIRED)
_UPDATE_CHILD = Model("ChildChunkUpdatePayload", content=TEXT_REQUIRED)
_STATUSES = frozenset({"waiting", "indexing", "completed", "error", "paused", "re_segment"})


@routes("GET", _SEGMENTS)
async def list_segments(request: ServiceRequest) -> Response:
    document = document_in_path(request)
    query = request.read_query(_LIST)
    statuses = request.http.query_params.getlist("status")
    if not _STATUSES.issuperset(statuses):
        raise InternalError
    found = [one for one in document.segments if not statuses or one.status in statuses]
    if query["keyword"]:
        found = [one for one in found if query["keyword"].lower() in one.content.lower()]
    page = page_of(found, query, lambda one: _told(request, one))
    return answer(
        {
            "data": page["data"],
            "doc_form": document.doc_form,
            "total": page["total"],
            "has_more": page["has_more"],
            "limit": page["limit"],
            "page": page["page"],
        }
    )


@routes("POST", _SEGMENTS)
async def create_segments(request: ServiceRequest) -> Response:
    document = document_in_path(request)
    if document.indexing_status != "completed":
        raise not_found("Document is not completed.")
    if not document.enabled:
        raise not_found("Document is disabled.")
    try:
        sent = _CREATE(await request.json())["segments"]
    except Invalid as error:
        raise ServiceError(400, "", "", body={"error": describe(_CREATE.name, error)}) from None
    for one in sent:
        _require_answer(document, one["answer"])
    return answer(
        {"data": [_told(request, _add(request, document, one)) for one in sent], "doc_form": document.doc_form}
    )


@routes("GET", _SEGMENT)
async def get_segment(request: ServiceRequest) -> Response:
    return _one(request, _segment_in_path(request))


@routes("POST", _SEGMENT)
async def update_segment(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    sent = (await request.read_json(_UPDATE))["segment"]
    workspace, document = request.workspace, segment.document
    now = workspace.clock.now()
    if not segment.enabled and not sent["enabled"]:
        raise invalid_param("Can't update disabled segment")
    if sent["enabled"] is False:
        segment.enabled, segment.disabled_at = False, now
        workspace.index.remove(segment.id)
        return _one(request, segment)
    segment.enabled, segment.disabled_at = True, None
    if sent["content"] is not None:
        _require_answer(document, sent["answer"])
        is_new = sent["content"] != segment.content
        segment.content, segment.answer = sent["content"], sent["answer"] or segment.answer
        # A changed segment of a high quality dataset keeps its keywords.
        if sent["keywords"] and (not is_new or document.dataset.indexing_technique != "high_quality"):
            segment.keywords = sent["keywords"]
        if sent["regenerate_child_chunks"] and document.doc_form == "hierarchical_model":
            segment.set_children(document.rule.children(segment.content), now)
        segment.updated_at = segment.indexing_at = now
        segment.updated_by = workspace.account_id
    complete(workspace, segment)
    document.recount()
    return _one(request, segment)


@routes("DELETE", _SEGMENT)
async def delete_segment(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    segment.document.segments.remove(segment)
    segment.document.recount()
    request.workspace.index.remove(segment.id)
    return deleted()


@routes("GET", _CHILDREN)
async def list_child_chunks(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    query = request.read_query(_LIST)
    limit, page = min(query["limit"], MOST_ROWS), query["page"]
    found = [one for one in segment.children if (query["keyword"] or "").lower() in one.content.lower()]
    rows = found[(page - 1) * limit : page * limit]
    return answer(
        {
            "data": [_told_child(segment, one) for one in rows],
            "total": len(found),
            "total_pages": -(-len(found) // limit),
            "page": page,
            "limit": limit,
        }
    )


@routes("POST", _CHILDREN)
async def create_child_chunk(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    content = (await request.read_json(_CREATE_CHILD))["content"]
    position = max((one.position for one in segment.children), default=0) + 1
    now = request.workspace.clock.now()
    child = ChildChunk(new_id(), content, position, "customized", now, now)
    segment.children.append(child)
    return answer({"data": _told_child(segment, child)})


@routes("PATCH", f"{_CHILDREN}/<uuid:child_chunk_id>")
async def update_child_chunk(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    child = _child_in_path(request, segment)
    child.content = (await request.read_json(_UPDATE_CHILD))["content"]
    child.type = "customized"
    child.updated_at = request.workspace.clock.now()
    return answer({"data": _told_child(segment, child)})


@routes("DELETE", f"{_CHILDREN}/<uuid:child_chunk_id>")
async def delete_child_chunk(request: ServiceRequest) -> Response:
    segment = _segment_in_path(request)
    segment.children.remove(_child_in_path(request, segment))
    return deleted()


def _segment_in_path(request: ServiceRequest) -> Segment:
    for segment in document_in_path(request).segments:
        if segment.id == request.values["segment_id"]:
            return segment
    raise not_found("Segment not found.")


def _child_in_path(request: ServiceRequest, segment: Segment) -> ChildChunk:
    for child in segment.children:
        if child.id == request.values["child_chunk_id"]:
            return child
    raise not_found("Child chunk not found.")


def _require_answer(document: Document, text: str | None) -> None:
    if document.doc_form == "qa_model" and not text:
        raise invalid_param("Answer is required")


def _add(request: ServiceRequest, document: Document, sent: Json) -> Segment:
    position = max((one.position for one in document.segments), default=0) + 1
    now = request.workspace.clock.now()
    segment = Segment(new_id(), document, position, sent["content"], now, now, now)
    segment.answer = sent["answer"]
    segment.keywords = sent["keywords"] or []
    document.segments.append(segment)
    complete(request.workspace, segment)
    document.recount()
    return segment


def _one(request: ServiceRequest, segment: Segment) -> Response:
    return answer({"data": _told(request, segment), "doc_form": segment.document.doc_form})


def _told(request: ServiceRequest, segment: Segment) -> Json:
    disabled_at = None if segment.disabled_at is None else int(segment.disabled_at)
    return {
        "id": segment.id,
        "position": segment.position,
        "document_id": segment.document.id,
        "content": segment.content,
        "sign_content": segment.content,
        "answer": segment.answer,
        "word_count": segment.word_count,
        "tokens": segment.tokens,
        "keywords": segment.keywords,
        "index_node_id": segment.index_node_id,
        "index_node_hash": segment.index_node_hash,
        "hit_count": segment.hit_count,
        "enabled": segment.enabled,
        "disabled_at": disabled_at,
        "disabled_by": None if disabled_at is None else request.workspace.account_id,
        "status": segment.status,
        "created_by": request.workspace.account_id,
        "created_at": int(segment.created_at),
        "updated_at": int(segment.updated_at),
        "updated_by": segment.updated_by,
        "indexing_at": int(segment.indexing_at),
        "completed_at": None if segment.completed_at is None else int(segment.completed_at),
        "error": None,
        "stopped_at": None,
        "child_chunks": [_told_child(segment, child) for child in segment.children],
        "attachments": [],
        "summary": None,
    }


def _told_child(segment: Segment, child: ChildChunk) -> Json:
    return {
        "id": child.id,
        "segment_id": segment.id,
        "content": child.content,
        "position": child.position,
        "word_count": child.word_count,
        "type": child.type,
        "created_at": int(child.created_at),
        "updated_at": int(child.updated_at),
    }
