from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from unit.replay import recorded

from pydify_plus.errors import DifyConflictError, DifyNotFoundError
from pydify_plus.models import (
    BuiltInMetadataField,
    DatasetResponse,
    DocumentMetadataOperation,
    MetadataField,
    MetadataFieldList,
    MetadataFieldType,
    UpdatedMetadataField,
)

if TYPE_CHECKING:
    from unit.replay import Replay

DATASET = DatasetResponse(id="175f1504-e2ea-42b5-8f29-a2e87367fcb6")
FIELD = MetadataField(**recorded("createMetadataField/ok-string").json)
UNKNOWN = "4aec26ab-71ca-4331-aa8f-ffa03d4ffee9"
OPERATION = recorded("batchUpdateDocumentMetadata/ok").request["json"]["operation_data"]


@pytest.mark.parametrize(
    ("exchange", "method", "given", "keywords", "view"),
    [
        ("listMetadataFields/ok-with-count", "list_metadata_fields", (DATASET,), {}, MetadataFieldList),
        (
            "createMetadataField/ok-string",
            "create_metadata_field",
            (DATASET, "author"),
            {"type": "string"},
            MetadataField,
        ),
        (
            "createMetadataField/ok-time",
            "create_metadata_field",
            (DATASET.id, "when"),
            {"type": MetadataFieldType.TIME},
            MetadataField,
        ),
        ("updateMetadataField/ok", "update_metadata_field", (DATASET, FIELD, "writer"), {}, UpdatedMetadataField),
        ("updateMetadataField/ok", "update_metadata_field", (DATASET.id, FIELD.id, "writer"), {}, UpdatedMetadataField),
    ],
)
def test_list_create_and_update_give_what_dify_answers(
    dify: Replay, exchange: str, method: str, given: tuple[Any, ...], keywords: dict[str, Any], view: type[Any]
) -> None:
    dify.expect(exchange)

    answer = dify.wait(getattr(dify.client.metadata, method)(*given, **keywords))

    assert type(answer) is view
    assert answer.to_dict() == recorded(exchange).json


def test_the_fields_that_dify_fills_are_listed(dify: Replay) -> None:
    dify.expect("getBuiltInMetadataFields/ok")

    fields = dify.wait(dify.client.metadata.list_built_in_metadata_fields(DATASET))

    assert all(isinstance(field, BuiltInMetadataField) for field in fields)
    assert [field.name for field in fields] == [
        "document_name",
        "uploader",
        "upload_date",
        "last_update_date",
        "source",
    ]


@pytest.mark.parametrize(
    ("exchange", "method", "given"),
    [
        ("toggleBuiltInMetadataField/ok-enable", "enable_built_in_metadata_fields", (DATASET,)),
        ("toggleBuiltInMetadataField/ok-disable", "disable_built_in_metadata_fields", (DATASET.id,)),
        ("deleteMetadataField/ok", "delete_metadata_field", (DATASET, FIELD)),
        ("deleteMetadataField/again", "delete_metadata_field", (DATASET.id, FIELD.id)),
        ("batchUpdateDocumentMetadata/ok", "update_document_metadata", (DATASET, OPERATION)),
        (
            "batchUpdateDocumentMetadata/ok",
            "update_document_metadata",
            (DATASET.id, [DocumentMetadataOperation(**OPERATION[0])]),
        ),
    ],
)
def test_what_answers_success_alone_gives_nothing(
    dify: Replay, exchange: str, method: str, given: tuple[Any, ...]
) -> None:
    dify.expect(exchange)

    assert dify.wait(getattr(dify.client.metadata, method)(*given)) is None


@pytest.mark.parametrize(
    ("exchange", "method", "given", "keywords", "error"),
    [
        ("listMetadataFields/err-unknown", "list_metadata_fields", (UNKNOWN,), {}, DifyNotFoundError),
        (
            "createMetadataField/err-unknown",
            "create_metadata_field",
            (UNKNOWN, "z"),
            {"type": "string"},
            DifyNotFoundError,
        ),
        (
            "createMetadataField/err-duplicate",
            "create_metadata_field",
            (DATASET, "author"),
            {"type": "string"},
            DifyConflictError,
        ),
        ("updateMetadataField/err-conflict", "update_metadata_field", (DATASET, FIELD, "year"), {}, DifyConflictError),
        ("deleteMetadataField/err-not-uuid", "delete_metadata_field", (DATASET, "not-a-uuid"), {}, DifyNotFoundError),
        (
            "batchUpdateDocumentMetadata/unknown-document",
            "update_document_metadata",
            (DATASET, recorded("batchUpdateDocumentMetadata/unknown-document").request["json"]["operation_data"]),
            {},
            DifyNotFoundError,
        ),
    ],
)
def test_what_dify_refuses_is_raised(
    dify: Replay,
    exchange: str,
    method: str,
    given: tuple[Any, ...],
    keywords: dict[str, Any],
    error: type[Exception],
) -> None:
    dify.expect(exchange)

    with pytest.raises(error):
        dify.wait(getattr(dify.client.metadata, method)(*given, **keywords))


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_renaming_an_unknown_field_fails_on_every_server(dify: Replay, version: str) -> None:
    exchange = recorded("updateMetadataField/unknown", version)
    dify.expect(exchange)
    _, _, dataset, _, field = exchange.request["path"].split("/")

    with pytest.raises(DifyNotFoundError, match="Metadata field not found"):
        dify.wait(dify.client.metadata.update_metadata_field(dataset, field, "q"))
