from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from unit.replay import recorded

from pydify_plus.errors import DifyConflictError, DifyNotFoundError
from pydify_plus.models import (
    BuiltInMetadataField,
    DatasetResponse,
    DocumentAndBatch,
    DocumentMetadataOperation,
    MetadataField,
    MetadataFieldList,
    MetadataFieldType,
    UpdatedMetadataField,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recorded import Exchange
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


# Values by the names of their fields.

FIELDS = recorded("listMetadataFields/ok-with-count")
SET = recorded("batchUpdateDocumentMetadata/ok")
CREATED = recorded("createMetadataField/ok-string")
DOCUMENT = OPERATION[0]["document_id"]


def sent(*items: tuple[str, str, Any], documents: Sequence[str] = (DOCUMENT,), partial: bool = True) -> dict[str, Any]:
    """The body that gives these documents these values, each by the id and name of its field."""
    values = [{"id": id, "name": name, "value": value} for id, name, value in items]
    return {
        "operation_data": [
            {"document_id": document, "metadata_list": values, "partial_update": partial} for document in documents
        ]
    }


def fields(*kinds: tuple[str, str]) -> Exchange:
    """The recorded list of fields, with these in it."""
    listed = [{"id": f"id-{name}", "name": name, "type": kind, "count": 0} for name, kind in kinds]
    answer = {**FIELDS.data["response"], "json": {"doc_metadata": listed, "built_in_field_enabled": False}}
    return replace(FIELDS, data={**FIELDS.data, "response": answer})


def test_values_go_to_the_fields_of_their_names(dify: Replay) -> None:
    dify.expect(fields(("author", "string"), ("year", "number"), ("when", "time")))
    values = {"author": "Ada", "year": None, "when": datetime(2026, 1, 1, tzinfo=UTC)}
    dify.expect(
        SET, json=sent(("id-author", "author", "Ada"), ("id-year", "year", None), ("id-when", "when", 1767225600))
    )
    assert dify.wait(dify.client.metadata.set_document_metadata(DATASET, DOCUMENT, values)) is None


def test_several_documents_get_the_same_values(dify: Replay) -> None:
    dify.expect(fields(("author", "string")))
    dify.expect(SET, json=sent(("id-author", "author", "Ada"), documents=["d1", "d2"], partial=False))
    documents = [DocumentAndBatch(document={"id": "d1"}, batch="b"), "d2"]
    dify.wait(dify.client.metadata.set_document_metadata(DATASET, documents, {"author": "Ada"}, partial_update=False))


def test_what_is_laid_over_goes_with_the_change_alone(dify: Replay) -> None:
    dify.expect(fields(("author", "string")))
    dify.expect(SET, json={**sent(("id-author", "author", "Ada")), "more": 1}, query={"q": "1"})
    dify.wait(
        dify.client.metadata.set_document_metadata(
            DATASET, DOCUMENT, {"author": "Ada"}, extra_body={"more": 1}, extra_query={"q": 1}
        )
    )


def test_a_missing_field_is_created_if_asked_for(dify: Replay) -> None:
    dify.expect(fields(("year", "number")), CREATED)
    dify.expect(SET, json=sent(("id-year", "year", 2020), (CREATED.json["id"], "author", "Ada")))
    values = {"year": 2020, "author": "Ada"}
    dify.wait(dify.client.metadata.set_document_metadata(DATASET, DOCUMENT, values, create_missing=True))


@pytest.mark.parametrize(
    ("values", "options", "error", "message"),
    [
        ({"author": "Ada"}, {}, ValueError, r"no metadata field 'author', only \['year'\]"),
        ({"year": "2020"}, {}, TypeError, "'year' is of the type number"),
        ({"year": 2020, "author": None}, {"create_missing": True}, TypeError, "no metadata field can be made"),
    ],
)
def test_what_cannot_be_set_changes_nothing(
    dify: Replay, values: dict[str, Any], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    dify.expect(fields(("year", "number")))
    with pytest.raises(error, match=message):
        dify.wait(dify.client.metadata.set_document_metadata(DATASET, DOCUMENT, values, **options))


def test_nothing_to_set_is_said_before_anything_is_sent(dify: Replay) -> None:
    with pytest.raises(ValueError, match="nothing to set"):
        dify.wait(dify.client.metadata.set_document_metadata(DATASET, DOCUMENT, {}))
    assert dify.sent == []
