"""Metadata of documents: the fields of a dataset, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, deleted, success
from ..errors import invalid_param
from ..json_values import Json
from ..knowledge import BUILT_IN_FIELDS, Dataset, MetadataField
from ..routing import Routes
from ..store import new_id
from ..validation import Model, anything, boolean, items, one_of, optional, required, string
from .datasets import dataset_in_path
from .payloads import TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("dataset")

_METADATA = "/datasets/<uuid:dataset_id>/metadata"
_LONGEST_NAME = 255

_CREATE = Model("MetadataArgs", type=required(one_of("string", "number", "time")), name=TEXT_REQUIRED)
_RENAME = Model("MetadataUpdatePayload", name=TEXT_REQUIRED)
_VALUE = Model("MetadataDetail", id=TEXT_REQUIRED, name=TEXT_REQUIRED, value=optional(anything()))
_DOCUMENT = Model(
    "DocumentMetadataOperation",
    document_id=required(string()),
    metadata_list=required(items(_VALUE)),
    partial_update=optional(boolean(), False),
)
_BATCH = Model("MetadataOperationData", operation_data=required(items(_DOCUMENT)))


@routes("GET", _METADATA)
async def list_fields(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    fields = [
        {
            "id": one.id,
            "name": one.name,
            "type": one.type,
            "count": sum(one.name in document.metadata for document in dataset.documents),
        }
        for one in dataset.metadata_fields
    ]
    return answer({"doc_metadata": fields, "built_in_field_enabled": dataset.has_built_in_metadata})


@routes("POST", _METADATA)
async def create_field(request: ServiceRequest) -> Response:
    payload = await request.read_json(_CREATE)
    dataset = dataset_in_path(request)
    _check_name(dataset, payload["name"])
    field = MetadataField(new_id(), payload["name"], payload["type"])
    dataset.metadata_fields.append(field)
    return answer(_told(field), 201)


@routes("PATCH", f"{_METADATA}/<uuid:metadata_id>")
async def rename_field(request: ServiceRequest) -> Response:
    name = (await request.read_json(_RENAME))["name"]
    dataset = dataset_in_path(request)
    _check_name(dataset, name)
    field = _field_in_path(request, dataset)
    if field is None:
        # Dify goes on without it, until its answer does not fit.
        text = "Input should be a valid dictionary or object to extract fields from"
        raise invalid_param(
            f"1 validation error for DatasetMetadataResponse\n  {text} "
            "[type=model_attributes_type, input_value=None, input_type=NoneType]\n"
            "    For further information visit https://errors.pydantic.dev/2.12/v/model_attributes_type"
        )
    for document in dataset.documents:
        if field.name in document.metadata:
            document.metadata[name] = document.metadata.pop(field.name)
    field.name = name
    return answer(_told(field))


@routes("DELETE", f"{_METADATA}/<uuid:metadata_id>")
async def delete_field(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    field = _field_in_path(request, dataset)
    if field is not None:
        dataset.metadata_fields.remove(field)
        for document in dataset.documents:
            document.metadata.pop(field.name, None)
    return deleted()


@routes("GET", f"{_METADATA}/built-in")
async def list_built_in_fields(request: ServiceRequest) -> Response:
    return answer({"fields": [{"name": name, "type": kind} for name, kind in BUILT_IN_FIELDS.items()]})


@routes("POST", f"{_METADATA}/built-in/<string:action>")
async def switch_built_in_fields(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    action = request.values["action"]
    # Any other action is a success that changes nothing.
    if action in ("enable", "disable"):
        dataset.has_built_in_metadata = action == "enable"
    return success()


@routes("POST", "/datasets/<uuid:dataset_id>/documents/metadata")
async def set_values(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    documents = {document.id: document for document in dataset.documents}
    for operation in (await request.read_json(_BATCH))["operation_data"]:
        document = documents.get(operation["document_id"])
        if document is None:
            raise invalid_param("Document not found.")
        values: Json = {one["name"]: one["value"] for one in operation["metadata_list"]}
        document.metadata = {**(document.metadata if operation["partial_update"] else {}), **values}
    return success()


def _check_name(dataset: Dataset, name: str) -> None:
    if len(name) > _LONGEST_NAME:
        raise invalid_param(f"Metadata name cannot exceed {_LONGEST_NAME} characters.")
    if any(one.name == name for one in dataset.metadata_fields):
        raise invalid_param("Metadata name already exists.")
    if name in BUILT_IN_FIELDS:
        raise invalid_param("Metadata name already exists in Built-in fields.")


def _field_in_path(request: ServiceRequest, dataset: Dataset) -> MetadataField | None:
    wanted = request.values["metadata_id"]
    return next((one for one in dataset.metadata_fields if one.id == wanted), None)


def _told(field: MetadataField) -> Json:
    return {"id": field.id, "type": field.type, "name": field.name}
