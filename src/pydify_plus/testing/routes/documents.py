"""Documents: making them from text and files, changing them, and watching their indexing."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from email.utils import formatdate
from typing import TYPE_CHECKING

from starlette.responses import Response

from ..answers import answer, deleted, success
from ..errors import ServiceError, invalid_param, not_found, unsupported_file_type
from ..files import StoredFile, extension_of, read_upload
from ..indexing import DOCUMENT_TYPES, READABLE, restart
from ..json_values import Json, is_object
from ..knowledge import Dataset, Document
from ..routing import Routes
from ..splitting import ProcessRule
from ..store import new_id
from ..validation import Model, boolean, integer, items, one_of, optional, passing, required, string
from .datasets import (
    INDEXING_TECHNIQUE,
    RETRIEVAL_MODEL,
    check_embedding,
    dataset_in_path,
    page_of,
    use_technique,
)
from .files import uploads
from .payloads import ANYTHING, TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from ..request import ServiceRequest

routes = Routes("dataset")

_DATASET = "/datasets/<uuid:dataset_id>"
_DOCUMENT = _DATASET + "/documents/<uuid:document_id>"

_FORMS = ("text_model", "qa_model", "hierarchical_model")
_ACTIONS = ("enable", "disable", "archive", "un_archive")
_DOC_FORM = passing(lambda value: value in _FORMS, "Invalid doc_form.")
_TEXT = Model(
    "DocumentTextCreatePayload",
    name=TEXT_REQUIRED,
    text=TEXT_REQUIRED,
    process_rule=ANYTHING,
    original_document_id=TEXT,
    doc_form=optional(_DOC_FORM, "text_model"),
    doc_language=optional(string(), "English"),
    indexing_technique=ANYTHING,
    retrieval_model=ANYTHING,
    embedding_model=TEXT,
    embedding_model_provider=TEXT,
)
_SEGMENTATION = Model(
    "Segmentation",
    separator=optional(string(), "\n"),
    max_tokens=required(integer()),
    chunk_overlap=optional(integer(), 0),
)
_RULES = Model(
    "Rule",
    pre_processing_rules=optional(items(Model("PreProcessingRule", id=TEXT_REQUIRED, enabled=required(boolean())))),
    segmentation=optional(_SEGMENTATION),
    parent_mode=optional(one_of("full-doc", "paragraph")),
    subchunk_segmentation=optional(_SEGMENTATION),
)
_CONFIG = Model(
    "KnowledgeConfig",
    doc_form=optional(_DOC_FORM, "text_model"),
    doc_language=optional(string(), "English"),
    indexing_technique=INDEXING_TECHNIQUE,
    process_rule=optional(
        Model(
            "ProcessRule",
            mode=required(one_of("automatic", "custom", "hierarchical")),
            rules=optional(_RULES),
        )
    ),
    retrieval_model=optional(RETRIEVAL_MODEL),
    embedding_model=TEXT,
    embedding_model_provider=TEXT,
)
_TEXT_UPDATE = Model(
    "DocumentTextUpdate",
    lambda read: "name is required when text is provided" if read["text"] is not None and not read["name"] else None,
    name=TEXT,
    text=TEXT,
    process_rule=ANYTHING,
    doc_form=optional(_DOC_FORM),
    doc_language=TEXT,
)
_LIST = Model(
    "DocumentListQuery",
    page=optional(integer(), 1),
    limit=optional(integer(), 20),
    keyword=TEXT,
    status=TEXT,
)
_ZIP = Model("DocumentBatchDownloadZipPayload", document_ids=required(items(string(), at_least=1)))
_STATUSES = ("queuing", "indexing", "paused", "error", "available", "disabled", "archived")
_STATUS_CHANGE = Model("DocumentStatusPayload", document_ids=optional(items(string()), []))


@routes("POST", f"{_DATASET}/document/create_by_text", f"{_DATASET}/document/create-by-text")
async def create_from_text(request: ServiceRequest) -> Response:
    payload = await request.read_json(_TEXT)
    dataset = dataset_in_path(request)
    name = payload["name"]
    check_technique(request, payload)
    config = _CONFIG.read(payload)
    content = payload["text"].encode()
    file = request.workspace.store_file(_text_name(name), "text/plain", content, request.workspace.account_id)
    return _created(request, dataset, name, file, config)


@routes("POST", f"{_DATASET}/document/create_by_file", f"{_DATASET}/document/create-by-file")
async def create_from_file(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    data = await _data(request)
    check_technique(request, data)
    try:
        name, mime_type, content = await read_upload(await uploads(request))
    except ServiceError as error:
        raise invalid_param("") if error.status == 413 else error from None
    if extension_of(name) not in DOCUMENT_TYPES:
        raise invalid_param("")
    config = _CONFIG.read(data)
    if config["process_rule"] is None and not dataset.rules:
        raise invalid_param("process_rule is required.")
    file = request.workspace.store_file(name, mime_type, content, request.workspace.account_id)
    return _created(request, dataset, name, file, config)


@routes("POST", f"{_DOCUMENT}/update_by_text", f"{_DOCUMENT}/update-by-text")
async def update_by_text(request: ServiceRequest) -> Response:
    payload = await request.read_json(_TEXT_UPDATE)
    document = _changeable_document(request)
    file = None
    if payload["text"] is not None:
        content = payload["text"].encode()
        name = _text_name(payload["name"])
        file = request.workspace.store_file(name, "text/plain", content, request.workspace.account_id)
    return _updated(request, document, payload, file)


@routes("POST", f"{_DOCUMENT}/update_by_file", f"{_DOCUMENT}/update-by-file")
@routes("PATCH", _DOCUMENT)
async def update_by_file(request: ServiceRequest) -> Response:
    data = await _data(request)
    document = _changeable_document(request)
    file, found = None, await uploads(request)
    if found:
        name, mime_type, content = await read_upload(found)
        if extension_of(name) not in DOCUMENT_TYPES:
            raise unsupported_file_type()
        file = request.workspace.store_file(name, mime_type, content, request.workspace.account_id)
        data.setdefault("name", name)
    return _updated(request, document, data, file)


@routes("GET", f"{_DATASET}/documents")
async def list_documents(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    query = request.read_query(_LIST)
    found = list(reversed(dataset.documents))
    if query["keyword"]:
        found = [one for one in found if query["keyword"].lower() in one.name.lower()]
    if query["status"] in _STATUSES:
        found = [one for one in found if one.display_status == query["status"]]
    return answer(page_of(found, query, lambda one: _told(request, one)))


@routes("GET", f"{_DATASET}/documents/<string:batch>/indexing-status")
async def get_indexing_status(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    found = [one for one in dataset.documents if one.batch == request.values["batch"]]
    if not found:
        raise not_found("Documents not found.")
    return answer({"data": [_told_progress(document) for document in found]})


@routes("PATCH", f"{_DATASET}/documents/status/<string:action>")
async def change_status(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    action = request.values["action"]
    if action not in _ACTIONS:
        message = f"Invalid action: {action}. Must be one of {list(_ACTIONS)}"
        raise ServiceError(400, "invalid_action", message)
    wanted = (await request.read_json(_STATUS_CHANGE))["document_ids"]
    now = request.workspace.clock.now()
    for document in dataset.documents:
        if document.id not in wanted:
            continue
        document.updated_at = now
        if action in ("enable", "disable"):
            document.enabled = action == "enable"
            document.disabled_at = None if document.enabled else now
        else:
            document.archived = action == "archive"
    return success()


@routes("GET", _DOCUMENT)
async def get_document(request: ServiceRequest) -> Response:
    document = document_in_path(request)
    metadata = request.query.get("metadata", "all")
    if metadata not in ("all", "only", "without"):
        raise ServiceError(400, "invalid_metadata", f"Invalid metadata value: {metadata}")
    described: Json = {"doc_type": None, "doc_metadata": document.told_metadata() or None}
    if metadata == "only":
        return answer({"id": document.id, **described})
    return answer(_detail(request, document, {} if metadata == "without" else described))


@routes("DELETE", _DOCUMENT)
async def delete_document(request: ServiceRequest) -> Response:
    document = document_in_path(request)
    if document.archived:
        raise ServiceError(403, "archived_document_immutable", "The archived document is not editable.")
    document.dataset.documents.remove(document)
    request.workspace.forget(document)
    return deleted()


@routes("GET", f"{_DOCUMENT}/download")
async def download_document(request: ServiceRequest) -> Response:
    document = document_in_path(request)
    return answer({"url": request.workspace.links.preview(document.file.id, as_attachment=True)})


@routes("POST", f"{_DATASET}/documents/download-zip")
async def download_zip(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    wanted = (await request.read_json(_ZIP))["document_ids"]
    documents = {document.id: document for document in dataset.documents}
    if not documents.keys() >= set(wanted):
        raise not_found("Document not found.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for document_id in wanted:
            file = documents[document_id].file
            name = file.name if file.name not in taken else f"{document_id}-{file.name}"
            taken.add(name)
            archive.writestr(name, file.content)
    now = request.workspace.clock.now()
    headers = {
        "Content-Disposition": f"attachment; filename={new_id().replace('-', '')}.zip",
        "Last-Modified": formatdate(now, usegmt=True),
        "Cache-Control": "no-cache",
        "ETag": f'"{now}-{content.tell()}"',
    }
    return Response(content.getvalue(), media_type="application/zip", headers=headers)


def document_in_path(request: ServiceRequest, complaint: str = "Document not found.") -> Document:
    """The document that the path names.

    Raises:
        ServiceError: There is no such dataset, or it has no such document.
    """
    dataset = dataset_in_path(request)
    for document in dataset.documents:
        if document.id == request.values["document_id"]:
            return document
    raise not_found(complaint)


def _changeable_document(request: ServiceRequest) -> Document:
    document = document_in_path(request, "Document not found")
    if document.display_status != "available":
        raise invalid_param("Document is not available")
    return document


def _text_name(name: str) -> str:
    return name if extension_of(name) in READABLE else f"{name}.txt"


async def _data(request: ServiceRequest) -> Json:
    """The JSON in a form's `data` field; without one, nothing."""
    sent = (await request.form()).get("data")
    if sent is None:
        return {}
    try:
        data = json.loads(str(sent))
    except ValueError as error:
        raise invalid_param(str(error)) from None
    if not is_object(data):
        raise invalid_param("data must be a JSON object")
    return data


def check_technique(request: ServiceRequest, payload: Json) -> None:
    """Refuse a document of a dataset that nobody has said how to index."""
    dataset = dataset_in_path(request)
    if not dataset.indexing_technique and not payload.get("indexing_technique"):
        raise invalid_param("indexing_technique is required.")
    check_embedding(payload)


def _new_rule(dataset: Dataset, sent: Json | None) -> ProcessRule:
    """The rule that a request sends, else the dataset's latest, else the automatic one."""
    if sent is None and dataset.rules:
        return dataset.rules[-1]
    mode = "automatic" if sent is None else sent["mode"]
    rules = None if sent is None or mode == "automatic" else sent["rules"]
    if mode != "automatic":
        for name in ("pre_processing_rules", "segmentation"):
            if rules is None or rules[name] is None:
                raise invalid_param(f"Process rule {name} is required")
    rule = ProcessRule(new_id(), mode, rules)
    dataset.rules.append(rule)
    return rule


def _created(request: ServiceRequest, dataset: Dataset, name: str, file: StoredFile, config: Json) -> Response:
    workspace = request.workspace
    rule = _new_rule(dataset, config["process_rule"])
    use_technique(dataset, config)
    dataset.data_source_type = "upload_file"
    dataset.doc_form = dataset.doc_form or config["doc_form"]
    dataset.retrieval_model = dataset.retrieval_model or config["retrieval_model"]
    now = workspace.clock.now()
    document = Document(
        id=new_id(),
        dataset=dataset,
        position=dataset.next_position,
        name=name,
        file=file,
        rule=rule,
        batch=new_batch(now),
        doc_form=config["doc_form"],
        doc_language=config["doc_language"],
        created_at=now,
        updated_at=now,
    )
    dataset.next_position += 1
    dataset.documents.append(document)
    restart(workspace, document)
    return answer({"document": _told(request, document), "batch": document.batch})


def new_batch(now: float) -> str:
    """What a round of indexing is named by."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(now)) + str(random.randint(100000, 999999))


def _updated(request: ServiceRequest, document: Document, sent: Json, file: StoredFile | None) -> Response:
    config = _CONFIG.read({"process_rule": sent.get("process_rule")})
    if file is None and config["process_rule"] is None:
        raise invalid_param("Data source or Process rule is required")
    if config["process_rule"] is not None:
        document.rule = _new_rule(document.dataset, config["process_rule"])
    document.file, document.defect = file or document.file, None
    document.name = sent.get("name") or document.name
    document.doc_form = sent.get("doc_form") or document.doc_form
    document.created_from = "web"
    document.updated_at = request.workspace.clock.now()
    restart(request.workspace, document)
    return answer({"document": _told(request, document), "batch": document.batch})


def _told_file(file: StoredFile) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "extension": file.extension,
        "mime_type": file.mime_type,
        "created_by": file.owner,
        "created_at": file.created_at,
    }


def _told(request: ServiceRequest, document: Document) -> Json:
    return {
        "id": document.id,
        "position": document.position,
        "data_source_type": document.source_type,
        "data_source_info": {"upload_file_id": document.file.id} if document.source is None else document.source,
        "data_source_detail_dict": {"upload_file": _told_file(document.file)} if document.source is None else {},
        "dataset_process_rule_id": document.rule.id or None,
        "name": document.name,
        "created_from": document.created_from,
        "created_by": request.workspace.account_id,
        "created_at": int(document.created_at),
        "tokens": document.tokens,
        "indexing_status": document.indexing_status,
        "error": document.error,
        "enabled": document.enabled,
        "disabled_at": None if document.disabled_at is None else int(document.disabled_at),
        "disabled_by": None if document.disabled_at is None else request.workspace.account_id,
        "archived": document.archived,
        "display_status": document.display_status,
        "word_count": document.word_count,
        "hit_count": 0,
        "doc_form": document.doc_form,
        "doc_metadata": document.told_metadata(),
        "summary_index_status": None,
        "need_summary": False,
    }


def _detail(request: ServiceRequest, document: Document, described: Json) -> Json:
    told = _told(request, document)
    rule = {"mode": document.rule.mode, "rules": document.rule.effective}
    lengths = [len(segment.content) for segment in document.segments]
    completed_at = document.step_times.get("completed")
    return {
        "id": document.id,
        "position": document.position,
        "data_source_type": document.source_type,
        "data_source_info": {"upload_file": _told_file(document.file)} if document.source is None else {},
        "dataset_process_rule_id": document.rule.id or None,
        "dataset_process_rule": rule,
        "document_process_rule": (
            {"id": document.rule.id, "dataset_id": document.dataset.id, **rule} if document.source is None else {}
        ),
        "name": document.name,
        "created_from": document.created_from,
        "created_by": request.workspace.account_id,
        "created_at": int(document.created_at),
        "tokens": document.tokens,
        "indexing_status": document.indexing_status,
        "completed_at": None if completed_at is None else int(completed_at),
        "updated_at": int(document.updated_at),
        "indexing_latency": document.indexing_latency,
        **{name: told[name] for name in ("error", "enabled", "disabled_at", "disabled_by", "archived")},
        **described,
        "segment_count": len(lengths),
        "average_segment_length": sum(lengths) // len(lengths) if lengths else 0,
        "hit_count": 0,
        "display_status": document.display_status,
        "doc_form": document.doc_form,
        "doc_language": document.doc_language if document.source is None else None,
        "summary_index_status": None,
        "need_summary": False,
    }


def _told_progress(document: Document) -> Json:
    times = {step: int(seconds) for step, seconds in document.step_times.items()}
    return {
        "id": document.id,
        "indexing_status": document.indexing_status,
        "processing_started_at": times.get("parsing"),
        "parsing_completed_at": times.get("cleaning"),
        "cleaning_completed_at": times.get("indexing"),
        "splitting_completed_at": times.get("indexing"),
        "completed_at": times.get("completed"),
        "paused_at": None,
        "error": document.error,
        "stopped_at": None,
        "completed_segments": sum(segment.completed_at is not None for segment in document.segments),
        "total_segments": len(document.segments),
    }
