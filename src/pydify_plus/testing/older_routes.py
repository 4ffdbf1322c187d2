"""What Dify 1.9.2 has no routes for, and what it does otherwise than the newer one where it has them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from .answers import answer, deleted, success
from .errors import InternalError, ServiceError, invalid_param, not_found
from .json_values import Json
from .older_answers import refused_field
from .routes import conversations, documents
from .routing import PREFIX, Handler, Routes
from .store import is_uuid

if TYPE_CHECKING:
    from starlette.responses import Response

    from .request import ServiceRequest

Way = Callable[["ServiceRequest", Handler], Awaitable["Response"]]

_DATASET = "/datasets/<uuid:dataset_id>"
_DOCUMENT = _DATASET + "/documents/<uuid:document_id>"

MISSING = frozenset(
    {
        "GET /end-users/<uuid:end_user_id>",
        "GET /form/human_input/<string:form_token>",
        "POST /form/human_input/<string:form_token>",
        "GET /workflow/<string:workflow_run_id>/events",
        f"PATCH {_DOCUMENT}",
        f"GET {_DOCUMENT}/download",
        f"POST {_DATASET}/documents/download-zip",
        "POST /datasets/pipeline/file-upload",
        f"GET {_DATASET}/pipeline/datasource-plugins",
        f"POST {_DATASET}/pipeline/datasource/nodes/<string:node_id>/run",
        f"POST {_DATASET}/pipeline/run",
    }
)

_WAYS: dict[str, Way] = {}


def _on(*lines: str) -> Callable[[Way], Way]:
    def register(way: Way) -> Way:
        _WAYS.update(dict.fromkeys(lines, way))
        return way

    return register


def as_older(areas: Iterable[Routes]) -> list[Routes]:
    """The routes of the older server."""
    found: list[Routes] = []
    for area in areas:
        older = Routes(area.key, area.prefix)
        for method, rule, endpoint in area.found:
            line = f"{method} {rule.removeprefix(PREFIX)}"
            if line in MISSING:
                continue
            way = _WAYS.get(line)
            if way is None and method == "DELETE" and area.key == "dataset":
                way = _answer_the_status
            handler = endpoint.handler if way is None else partial(_go, way, endpoint.handler)
            older.found.append((method, rule, replace(endpoint, handler=handler)))
        found.append(older)
    return found


async def _go(way: Way, handler: Handler, request: ServiceRequest) -> Response:
    return await way(request, handler)


async def _answer_the_status(request: ServiceRequest, handler: Handler) -> Response:
    await handler(request)
    return answer(204)


@_on(
    "GET /datasets/tags",
    "POST /datasets/tags",
    "PATCH /datasets/tags",
    "DELETE /datasets/tags",
    "POST /datasets/tags/binding",
    "POST /datasets/tags/unbinding",
)
async def _find_no_dataset(request: ServiceRequest, handler: Handler) -> Response:
    raise not_found("Dataset not found.")


@_on("GET /workflows/run/<string:workflow_run_id>")
async def _run_detail(request: ServiceRequest, handler: Handler) -> Response:
    try:
        response = await handler(request)
    except ServiceError as error:
        if error.status != 404:
            raise
        names = ("id", "workflow_id", "status", "inputs", "outputs", "error", "total_steps", "total_tokens")
        return answer(dict.fromkeys((*names, "created_at", "finished_at", "elapsed_time")))
    detail: Json = json.loads(bytes(response.body))
    detail["outputs"] = json.dumps(detail["outputs"]) if detail["outputs"] else None
    return answer(detail)


@_on("DELETE /conversations/<uuid:c_id>")
async def _delete_conversation(request: ServiceRequest, handler: Handler) -> Response:
    try:
        return await handler(request)
    except ServiceError as error:
        if error.status != 404:
            raise
        return deleted()


@_on("POST /conversations/<uuid:c_id>/name")
async def _rename_conversation(request: ServiceRequest, handler: Handler) -> Response:
    body = await request.json()
    if body.get("name") == "" and not body.get("auto_generate"):
        conversation = conversations.own_conversation(request)
        conversation.name = ""
        return answer(conversations.told(conversation))
    if "name" not in body and not body.get("auto_generate"):
        raise InternalError
    return await handler(request)


@_on("GET /conversations/<uuid:c_id>/variables")
async def _list_variables(request: ServiceRequest, handler: Handler) -> Response:
    request.query.pop("variable_name", None)
    return await handler(request)


@_on("GET /datasets")
async def _list_datasets(request: ServiceRequest, handler: Handler) -> Response:
    _drop_what_is_no_number(request)
    if not all(is_uuid(tag_id) for tag_id in request.http.query_params.getlist("tag_ids")):
        raise InternalError
    return await handler(request)


@_on(f"GET {_DATASET}/documents")
async def _list_documents(request: ServiceRequest, handler: Handler) -> Response:
    _drop_what_is_no_number(request)
    return await handler(request)


@_on(f"GET {_DOCUMENT}/segments")
async def _list_segments(request: ServiceRequest, handler: Handler) -> Response:
    _drop_what_is_no_number(request)
    if request.query.get("limit") == "0":
        del request.query["limit"]
    try:
        return await handler(request)
    except InternalError:
        document = documents.document_in_path(request)
        empty: Json = {"data": [], "doc_form": document.doc_form, "total": 0, "has_more": False, "limit": 20, "page": 1}
        return answer(empty)


def _drop_what_is_no_number(request: ServiceRequest) -> None:
    for name in ("page", "limit"):
        if not request.query.get(name, "0").isdigit():
            del request.query[name]


@_on("POST /datasets")
async def _create_dataset(request: ServiceRequest, handler: Handler) -> Response:
    try:
        body = dict(await request.json())
    except ServiceError as error:
        if error.status != 400:
            raise
        body = {}
    if "name" not in body:
        help_text = "type is required. Name must be between 1 to 40 characters."
        where = "the JSON body or the post body or the query string"
        raise refused_field("name", f"{help_text} Missing required parameter in {where}")
    if "permission" in body and body["permission"] is None:
        raise refused_field("permission", "Invalid permission. Must not be null!")
    if body.get("provider") == "external" and not body.get("external_knowledge_api_id"):
        raise InternalError
    has_no_description = "description" in body and body["description"] is None
    if has_no_description:
        del body["description"]
    request.record.json = body
    response = await handler(request)
    if not has_no_description:
        return response
    told: Json = json.loads(bytes(response.body))
    request.workspace.datasets[told["id"]].description = None
    return answer({**told, "description": None})


@_on(f"POST {_DATASET}/document/create-by-text", f"POST {_DATASET}/document/create_by_text")
async def _create_from_text(request: ServiceRequest, handler: Handler) -> Response:
    body = await request.json()
    if body.get("process_rule") is None and "text" in body and "name" in body:
        documents.check_technique(request, body)
        raise InternalError
    return await handler(request)


@_on(f"POST {_DOCUMENT}/segments")
async def _create_segments(request: ServiceRequest, handler: Handler) -> Response:
    document = documents.document_in_path(request)
    try:
        return await handler(request)
    except ServiceError as error:
        if "error" not in error.body:
            raise
        sent = (await request.json()).get("segments")
        if sent == []:
            return answer({"data": [], "doc_form": document.doc_form})
        raise invalid_param("Content is empty" if sent else "Segments is required") from None


@_on(f"PATCH {_DATASET}/metadata/<uuid:metadata_id>")
async def _rename_field(request: ServiceRequest, handler: Handler) -> Response:
    try:
        return await handler(request)
    except ServiceError as error:
        if "DatasetMetadataResponse" not in error.message:
            raise
        return answer({"id": None, "type": None, "name": None})


@_on(f"POST {_DATASET}/documents/metadata")
async def _set_metadata(request: ServiceRequest, handler: Handler) -> Response:
    try:
        return await handler(request)
    except ServiceError as error:
        if error.message != "Document not found.":
            raise
        return success()
