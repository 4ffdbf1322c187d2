"""Documents."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from recorded import Exchange
from unit.outcome import outcome
from unit.played import Method, every_exchange, last_of
from unit.replay import Replay, recorded
from unit.wire import Upload, form_of

from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyNotFoundError,
    DifyPermissionError,
    DifyValidationError,
)
from pydify_plus.models import Document, DocumentAndBatch, UploadedFile

BY_FILE = recorded("createDocumentFromFile/ok")
NO_DATA = recorded("createDocumentFromFile/ok-no-data")
BY_TEXT = recorded("updateDocumentByText/ok")
PATCH = recorded("updateDocument/ok")
DETAIL = recorded("getDocumentDetail/ok-default")
DISABLE = recorded("batchUpdateDocumentStatus/ok-disable")
DATASET = BY_FILE.request["path"].split("/")[2]
DOCUMENT = last_of(DETAIL.request["path"])
FILE_DOCUMENT = last_of(PATCH.request["path"])
RULE_NEEDED = {"code": "invalid_param", "message": "process_rule is required.", "status": 400}


def ids(request: dict[str, Any]) -> list[str]:
    """The ids in a recorded path: of the dataset and the document, or what stands in its place."""
    segments = request["path"].split("/")
    return [segments[2], *segments[4:5]]


def source(request: dict[str, Any]) -> tuple[str, bytes, str]:
    (file,) = request["files"]
    return file["filename"], b"x" * file["size"], file["content_type"]


def data(request: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads((request.get("form") or {}).get("data") or "{}"))


def answering(exchange: Exchange, status: int, answer: Any) -> Exchange:
    """The recorded exchange with another answer."""
    response = {
        "status": status,
        "headers": {"content-type": "application/json", "x-version": "1.14.2"},
        "json": answer,
    }
    return Exchange(exchange.name, exchange.version, {**exchange.data, "response": response})


METHODS: dict[str, Method] = {
    "createDocumentFromText": lambda client, request: client.documents.create_document_from_text(
        ids(request)[0], **request["json"]
    ),
    "createDocumentFromFile": lambda client, request: client.documents.create_document_from_file(
        ids(request)[0], file=source(request), **data(request)
    ),
    "getDocumentDetail": lambda client, request: client.documents.get_document(
        *ids(request), **(request["query"] or {})
    ),
    "updateDocumentByText": lambda client, request: client.documents.update_document(*ids(request), **request["json"]),
    "updateDocument": lambda client, request: client.documents.update_document(
        *ids(request), file=source(request), **data(request)
    ),
    "batchUpdateDocumentStatus": lambda client, request: client.documents.update_document_status(
        ids(request)[0], last_of(request["path"]), **request["json"]
    ),
    "deleteDocument": lambda client, request: client.documents.delete_document(*ids(request)),
    "downloadDocument": lambda client, request: client.documents.download_document(*ids(request)),
    "downloadDocumentsZip": lambda client, request: client.documents.download_documents_zip(
        ids(request)[0], **request["json"]
    ),
    "listDocuments": lambda client, request: client.documents.list_documents(
        ids(request)[0], **(request["query"] or {})
    ),
    "getDocumentIndexingStatus": lambda client, request: client.documents.get_batch_indexing_status(*ids(request)),
}
NOT_SENT = (
    "batchUpdateDocumentStatus/no-ids",
    "createDocumentFromFile/err-two-files",
    "createDocumentFromFile/err-unknown-dataset",
    "createDocumentFromText/legacy-underscore-path",
    "listDocuments/limit-1000",
    "updateDocument/err-405-route",
    "updateDocument/err-unknown",
    "updateDocument/json-body",
    "updateDocumentByText/err-name-only",
    "updateDocumentByText/err-text-without-name",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    answer = outcome(dify, method, exchange)
    if exchange.operation in ("deleteDocument", "batchUpdateDocumentStatus"):
        assert answer is None
    elif exchange.status == 200 and exchange.operation == "downloadDocumentsZip":
        assert answer.startswith(b"PK")
    elif exchange.status == 200:
        listed = exchange.operation in ("listDocuments", "getDocumentIndexingStatus")
        assert answer == (exchange.json["data"] if listed else exchange.json)


# Creating from a file.


def test_a_path_becomes_a_document_of_its_name(dify: Replay, tmp_path: Path) -> None:
    path = tmp_path / "nodata.txt"
    path.write_bytes(b"abc")
    dify.expect(NO_DATA)
    created = dify.wait(dify.client.documents.create_document_from_file(DATASET, file=path))
    assert type(created) is DocumentAndBatch
    assert created.document.name == "nodata.txt"


@pytest.mark.parametrize("file", [("other.md", b"x" * 89), b"x" * 89, io.BytesIO(b"x" * 89)])
def test_a_document_is_named_by_its_file(dify: Replay, file: Any) -> None:
    dify.expect(BY_FILE)
    dify.wait(dify.client.documents.create_document_from_file(DATASET, "file.md", file=file, **data(BY_FILE.request)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "comes from one file"),
        ({"file": b"a", "file_id": "b"}, "comes from one file"),
        ({"file": b"a"}, "has none: pass a name="),
        ({"file": b"a", "name": "notes"}, "has none: pass a name="),
    ],
)
def test_a_file_that_cannot_become_a_document_is_refused_before_anything_is_sent(
    dify: Replay, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dify.wait(dify.client.documents.create_document_from_file(DATASET, **given))
    assert dify.sent == []


def test_where_no_rule_says_how_to_split_dify_does_it_its_own_way(dify: Replay, tmp_path: Path) -> None:
    path = tmp_path / "nodata.txt"
    path.write_bytes(b"abc")
    dify.expect(answering(NO_DATA, 400, RULE_NEEDED), form={"data": '{"doc_language": "English"}'})
    dify.expect(NO_DATA, form={"data": '{"doc_language": "English", "process_rule": {"mode": "automatic"}}'})
    dify.wait(dify.client.documents.create_document_from_file(DATASET, file=path, doc_language="English"))
    sent = [form_of(request.headers["Content-Type"], request.content)["file"] for request in dify.sent]
    assert sent == [Upload("nodata.txt", "text/plain", b"abc")] * 2


class OneWay:
    def read(self, size: int = -1, /) -> bytes:
        content, self.content = self.content, b""
        return content

    content = b"abc"


@pytest.mark.parametrize(
    ("file", "rule", "hint"),
    [(b"abc", {"mode": "custom"}, None), (OneWay(), None, "pass process_rule={'mode': 'automatic'}")],
    ids=["given", "spent"],
)
def test_a_missing_rule_is_an_error_where_nothing_can_be_done(dify: Replay, file: Any, rule: Any, hint: Any) -> None:
    form = {"data": json.dumps({"process_rule": rule})} if rule else None
    dify.expect(answering(NO_DATA, 400, RULE_NEEDED), form=form)
    file = OneWay() if isinstance(file, OneWay) else file
    with pytest.raises(DifyValidationError, match="process_rule is required") as caught:
        dify.wait(dify.client.documents.create_document_from_file(DATASET, "nodata.txt", file=file, process_rule=rule))
    assert hint is None or hint in str(caught.value)


# Creating from a file that was uploaded before.

PREVIEW = recorded("previewChatFile/ok-attachment")
NOT_USED = recorded("previewChatFile/err-not-used")
PIXEL = {"field": "file", "filename": "pixel.png", "content_type": "image/png", "size": 70}


def uploaded(dify: Replay, file: Any, size: int) -> UploadedFile:
    """What uploading `file` gives, which is three bytes of text."""
    sent = [{"field": "file", "filename": "nodata.txt", "content_type": "text/plain", "size": size}]
    dify.expect("uploadChatFile/ok-no-user", form={"user": "DEFAULT-USER"}, files=sent)
    found = dify.wait(dify.client.files.upload_file(file))
    assert isinstance(found, UploadedFile)
    return found


def expect_preview(dify: Replay, exchange: Exchange, file_id: str) -> None:
    query = {"as_attachment": "true", "user": "DEFAULT-USER"}
    dify.expect(exchange, path=f"/files/{file_id}/preview", query=query)


@pytest.mark.parametrize("kind", ["path", "open file, closed since", "bytes"])
def test_an_uploaded_file_is_sent_again_from_its_source(dify: Replay, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "nodata.txt"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        given: Any = {"path": path, "bytes": ("nodata.txt", b"abc")}.get(kind, file)
        before = uploaded(dify, given, 3)
    dify.expect(NO_DATA)
    dify.wait(dify.client.documents.create_document_from_file(DATASET, "nodata", before))
    form = form_of(dify.sent[1].headers["Content-Type"], dify.sent[1].content)
    assert form == {"file": Upload("nodata.txt", "text/plain", b"abc")}


def test_a_content_type_goes_before_the_one_that_the_upload_had(dify: Replay) -> None:
    before = uploaded(dify, ("nodata.txt", b"abc"), 3)
    sent = {"field": "file", "filename": "nodata.txt", "content_type": "text/x-note", "size": 3}
    dify.expect(NO_DATA, files=[sent])
    dify.wait(dify.client.documents.create_document_from_file(DATASET, None, before, content_type="text/x-note"))


@pytest.mark.parametrize("kind", ["bare id", "spent stream", "lost file"])
def test_an_uploaded_file_without_its_source_is_fetched_from_dify(dify: Replay, tmp_path: Path, kind: str) -> None:
    file_id: Any = PREVIEW.request["path"].split("/")[2]
    if kind == "spent stream":
        file_id = uploaded(dify, ("nodata.txt", OneWay()), 3)
    elif kind == "lost file":
        path = tmp_path / "nodata.txt"
        path.write_bytes(b"abc")
        file_id = uploaded(dify, path, 3)
        path.unlink()
    expect_preview(dify, PREVIEW, file_id if isinstance(file_id, str) else file_id.id)
    dify.expect(NO_DATA, files=[{**PIXEL, "filename": "A pixel.png"}])
    dify.wait(dify.client.documents.create_document_from_file(DATASET, "A pixel", file_id))


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (404, "file_not_found", DifyNotFoundError),
        (401, "unauthorized", DifyAuthError),
        (403, "file_access_denied", DifyPermissionError),
    ],
)
def test_a_file_that_cannot_be_fetched_is_an_error_that_says_what_to_do(
    dify: Replay, status: int, code: str, error: type[DifyAPIError]
) -> None:
    expect_preview(dify, answering(NOT_USED, status, {"code": code, "message": "No.", "status": status}), "f1")
    with pytest.raises(error, match=r"pass file=, or what upload_file returned"):
        dify.wait(dify.client.documents.create_document_from_file(DATASET, "a.txt", "f1"))


def test_what_is_laid_over_the_request_is_not_laid_over_the_fetching(dify: Replay) -> None:
    expect_preview(dify, PREVIEW, "f1")
    dify.expect(NO_DATA, files=[PIXEL], query={"trace": "1"}, form={"note": "2"})
    dify.wait(
        dify.client.documents.create_document_from_file(
            DATASET, file_id="f1", extra_query={"trace": 1}, extra_body={"note": 2}
        )
    )


# Updating.


def test_a_text_alone_keeps_the_name(dify: Replay) -> None:
    dify.expect(DETAIL)
    dify.expect(BY_TEXT, json={"name": DETAIL.json["name"], "text": "Apples."}, query={"trace": "1"})
    updated = dify.wait(
        dify.client.documents.update_document(DATASET, DOCUMENT, text="Apples.", extra_query={"trace": "1"})
    )
    assert updated.to_dict() == BY_TEXT.json


def test_a_rule_alone_splits_anew(dify: Replay) -> None:
    rule = BY_TEXT.request["json"]["process_rule"]
    dify.expect(BY_TEXT, json={"process_rule": rule, "name": "b"})
    assert dify.wait(dify.client.documents.update_document(DATASET, DOCUMENT, process_rule=rule, name="b")).batch


@pytest.mark.parametrize("status", [405, 404])
def test_an_older_server_gets_a_new_file_its_own_way(dify: Replay, tmp_path: Path, status: int) -> None:
    by_file = recorded("updateDocumentByFile/ok")
    (file,) = by_file.request["files"]
    path = tmp_path / file["filename"]
    path.write_bytes(b"x" * file["size"])
    refused = recorded("updateDocument/err-405-route", "1.9.2")
    if status == 404:
        refused = answering(refused, 404, "<!doctype html><title>404 Not Found</title>")
    dify.expect(refused, **{name: by_file.request[name] for name in ("form", "files")}, path=PATCH.request["path"])
    dify.expect(by_file)
    updated = dify.wait(
        dify.client.documents.update_document(DATASET, FILE_DOCUMENT, file=path, **data(by_file.request))
    )
    assert updated.to_dict() == by_file.json


def test_an_older_server_cannot_be_given_a_spent_stream(dify: Replay) -> None:
    sent = [{"field": "file", "filename": "a.txt", "content_type": "text/plain", "size": 3}]
    dify.expect(recorded("updateDocument/err-405-route", "1.9.2"), path=PATCH.request["path"], form=None, files=sent)
    with pytest.raises(DifyAPIError, match="pass a path or bytes"):
        dify.wait(dify.client.documents.update_document(DATASET, FILE_DOCUMENT, file=("a.txt", OneWay())))


def test_a_document_that_is_not_there_is_no_sign_of_an_older_server(dify: Replay) -> None:
    unknown = recorded("updateDocument/err-unknown")
    dify.expect(unknown, form=None)
    with pytest.raises(DifyNotFoundError):
        dify.wait(dify.client.documents.update_document(*ids(unknown.request), file=source(unknown.request)))


FIELDS = recorded("listMetadataFields/ok")
METADATA = recorded("batchUpdateDocumentMetadata/ok")


def metadata(document: str, *values: dict[str, Any]) -> dict[str, Any]:
    return {"operation_data": [{"document_id": document, "metadata_list": [*values], "partial_update": True}]}


def test_a_mix_is_done_in_order(dify: Replay) -> None:
    field = FIELDS.json["doc_metadata"][0]
    dify.expect(FIELDS)
    dify.expect(BY_TEXT, json={"name": "a", "text": "b"})
    for action in ("disable", "archive"):
        path = DISABLE.request["path"].replace("disable", action)
        dify.expect(DISABLE, path=path, json={"document_ids": [DOCUMENT]})
    dify.expect(METADATA, json=metadata(DOCUMENT, {"id": field["id"], "name": field["name"], "value": "Ada"}))
    updated = dify.wait(
        dify.client.documents.update_document(
            DATASET, DOCUMENT, name="a", text="b", enabled=False, archived=True, metadata={field["name"]: "Ada"}
        )
    )
    assert updated.to_dict() == BY_TEXT.json


def test_state_and_metadata_leave_the_content_alone(dify: Replay) -> None:
    value = {"id": "f1", "name": "year", "value": 2020}
    dify.expect(DISABLE, json={"document_ids": [DOCUMENT]})
    dify.expect(METADATA, json=metadata(DOCUMENT, value))
    document = DocumentAndBatch(document={"id": DOCUMENT}, batch="b")
    assert dify.wait(dify.client.documents.update_document(DATASET, document, enabled=False, metadata=[value])) is None


def test_the_error_of_a_later_step_says_what_was_done(dify: Replay) -> None:
    refused = recorded("batchUpdateDocumentStatus/err-action")
    dify.expect(BY_TEXT, json={"name": "a", "text": "b"})
    dify.expect(recorded("batchUpdateDocumentStatus/ok-un_archive"), json={"document_ids": [DOCUMENT]})
    dify.expect(refused, path=DISABLE.request["path"], json={"document_ids": [DOCUMENT]})
    with pytest.raises(DifyValidationError, match=r"Done before: its text was replaced, it was un-archived\."):
        dify.wait(
            dify.client.documents.update_document(DATASET, DOCUMENT, name="a", text="b", enabled=False, archived=False)
        )


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({}, ValueError, "nothing to update"),
        ({"name": "a"}, ValueError, "pass text=, file= or process_rule= too"),
        ({"text": "a", "file": b"b"}, ValueError, "not both"),
        ({"file": b"a"}, ValueError, "has none: pass a name="),
        ({"text": "a", "enabeld": True}, TypeError, "did you mean 'enabled'"),
    ],
)
def test_an_update_that_cannot_be_is_refused_before_anything_is_sent(
    dify: Replay, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        dify.wait(dify.client.documents.update_document(DATASET, DOCUMENT, **given))
    assert dify.sent == []


def test_an_unknown_metadata_field_is_refused_before_anything_is_changed(dify: Replay) -> None:
    dify.expect(FIELDS)
    with pytest.raises(ValueError, match="no metadata field 'bogus'"):
        dify.wait(dify.client.documents.update_document(DATASET, DOCUMENT, text="a", metadata={"bogus": 1}))


# States, lists and downloads.

COMPLETED = recorded("getDocumentIndexingStatus/ok-completed")


def test_the_embedding_status_is_the_documents_own(dify: Replay) -> None:
    dify.expect(DETAIL)
    status = dify.wait(dify.client.documents.get_document_embedding_status(DATASET, DOCUMENT))
    assert status.to_dict() == DETAIL.json


def test_the_embedding_status_in_a_batch_counts_segments(dify: Replay) -> None:
    created = DocumentAndBatch(document={"id": DOCUMENT}, batch=COMPLETED.request["path"].split("/")[4])
    dify.expect(COMPLETED)
    status = dify.wait(dify.client.documents.get_document_embedding_status(DATASET, created, batch=created))
    assert (status.indexing_status, status.completed_segments, status.total_segments) == ("completed", 3, 3)


def test_a_document_of_another_batch_has_no_status_in_it(dify: Replay) -> None:
    dify.expect(COMPLETED)
    batch = COMPLETED.request["path"].split("/")[4]
    with pytest.raises(DifyNotFoundError, match="is not in this batch"):
        dify.wait(dify.client.documents.get_document_embedding_status(DATASET, "another", batch=batch))


def test_several_documents_change_their_state_at_once(dify: Replay) -> None:
    dify.expect(DISABLE, json={"document_ids": ["d1", "d2"]})
    documents = [Document(id="d1"), "d2"]
    assert dify.wait(dify.client.documents.update_document_status(DATASET, "disable", documents)) is None


def test_a_limit_above_what_dify_gives_is_asked_for_as_that(dify: Replay) -> None:
    exchange = recorded("listDocuments/limit-1000")
    dify.expect(exchange, query={"limit": 100})
    documents = dify.items(dify.client.documents.list_documents(*ids(exchange.request)[:1], limit=1000))
    assert [document.to_dict() for document in documents] == exchange.json["data"]


def test_a_zip_can_go_to_a_file(dify: Replay, tmp_path: Path) -> None:
    exchange = recorded("downloadDocumentsZip/ok")
    dify.expect(exchange)
    path = tmp_path / "a.zip"
    size = dify.wait(dify.client.documents.download_documents_zip(DATASET, **exchange.request["json"], to=path))
    assert path.stat().st_size == size == exchange.data["response"]["binary"]["length"]
