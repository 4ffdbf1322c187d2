"""Labels for datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, deleted
from ..errors import invalid_param, not_found
from ..json_values import Json
from ..knowledge import Tag
from ..routing import Routes
from ..store import new_id
from ..validation import Model, items, optional, passing, required, string
from .datasets import dataset_in_path
from .payloads import TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("dataset")

_NAME = required(string(at_least=1, at_most=50))
_CREATE = Model("TagCreatePayload", name=_NAME)
_UPDATE = Model("TagUpdatePayload", name=_NAME, tag_id=TEXT_REQUIRED)
_DELETE = Model("TagDeletePayload", tag_id=TEXT_REQUIRED)
_BIND = Model(
    "TagBindingPayload",
    tag_ids=required(passing(bool, "Tag IDs is required.", items(string()))),
    target_id=TEXT_REQUIRED,
)
_UNBIND = Model(
    "TagUnbindingPayload",
    lambda read: None if read["tag_ids"] or read["tag_id"] else "Tag IDs is required.",
    tag_ids=optional(items(string()), ()),
    tag_id=TEXT,
    target_id=TEXT_REQUIRED,
)


@routes("GET", "/datasets/tags")
async def list_tags(request: ServiceRequest) -> Response:
    return answer([_told(tag) for tag in reversed(request.workspace.tags.values())])


@routes("POST", "/datasets/tags")
async def create_tag(request: ServiceRequest) -> Response:
    name = (await request.read_json(_CREATE))["name"]
    _refuse_taken(request, name)
    tag = Tag(new_id(), name)
    request.workspace.tags[tag.id] = tag
    return answer(_told(tag))


@routes("PATCH", "/datasets/tags")
async def update_tag(request: ServiceRequest) -> Response:
    payload = await request.read_json(_UPDATE)
    tag = _tag(request, payload["tag_id"])
    if payload["name"] != tag.name:
        _refuse_taken(request, payload["name"])
    tag.name = payload["name"]
    return answer(_told(tag))


@routes("DELETE", "/datasets/tags")
async def delete_tag(request: ServiceRequest) -> Response:
    tag = _tag(request, (await request.read_json(_DELETE))["tag_id"])
    del request.workspace.tags[tag.id]
    return deleted()


@routes("POST", "/datasets/tags/binding")
async def bind_tags(request: ServiceRequest) -> Response:
    payload = await request.read_json(_BIND)
    dataset_id = _target(request, payload["target_id"])
    for tag_id in payload["tag_ids"]:
        if tag_id in request.workspace.tags:
            request.workspace.tags[tag_id].dataset_ids.add(dataset_id)
    return deleted()


@routes("POST", "/datasets/tags/unbinding")
async def unbind_tags(request: ServiceRequest) -> Response:
    payload = await request.read_json(_UNBIND)
    dataset_id = _target(request, payload["target_id"])
    for tag_id in payload["tag_ids"] or (payload["tag_id"],):
        if tag_id in request.workspace.tags:
            request.workspace.tags[tag_id].dataset_ids.discard(dataset_id)
    return deleted()


@routes("GET", "/datasets/<uuid:dataset_id>/tags")
async def list_dataset_tags(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    tags = [
        {"id": tag.id, "name": tag.name} for tag in request.workspace.tags.values() if dataset.id in tag.dataset_ids
    ]
    return answer({"data": tags, "total": len(tags)})


def _tag(request: ServiceRequest, tag_id: str) -> Tag:
    tag = request.workspace.tags.get(tag_id)
    if tag is None:
        raise not_found("Tag not found")
    return tag


def _target(request: ServiceRequest, dataset_id: str) -> str:
    if dataset_id not in request.workspace.datasets:
        raise not_found("Dataset not found")
    return dataset_id


def _refuse_taken(request: ServiceRequest, name: str) -> None:
    if any(tag.name == name for tag in request.workspace.tags.values()):
        raise invalid_param("Tag name already exists")


def _told(tag: Tag) -> Json:
    return {"id": tag.id, "name": tag.name, "type": "knowledge", "binding_count": str(len(tag.dataset_ids))}
