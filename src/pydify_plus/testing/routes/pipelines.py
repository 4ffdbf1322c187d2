"""Knowledge pipelines: their sources, and running them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..answers import answer, event_stream, generated
from ..errors import ServiceError, invalid_param
from ..files import StoredFile, read_upload
from ..forms import read_inputs
from ..generation import begin_run, blocking_answer
from ..indexing import restart
from ..json_values import Json
from ..knowledge import Dataset, Document
from ..pipelines import DATASOURCE_TYPES, DatasourceNode, DraftApp, Pipeline, entry_file, entry_name
from ..routing import Routes
from ..script import Turn
from ..splitting import pipeline_rule
from ..store import EndUser, new_id
from ..streams import frame
from ..validation import Model, boolean, items, mapping, one_of, required
from .datasets import dataset_in_path
from .documents import new_batch
from .files import uploads
from .payloads import TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("dataset")

_PIPELINE = "/datasets/<uuid:dataset_id>/pipeline"
_LIST = Model("DatasourcePluginsQuery", is_published=TEXT)
_RUN_SOURCE = Model(
    "DatasourceNodeRunPayload",
    inputs=required(mapping()),
    datasource_type=TEXT_REQUIRED,
    is_published=required(boolean()),
    credential_id=TEXT,
)
_RUN = Model(
    "PipelineRunApiEntity",
    inputs=required(mapping()),
    datasource_type=TEXT_REQUIRED,
    datasource_info_list=required(items(mapping())),
    start_node_id=TEXT_REQUIRED,
    is_published=required(boolean()),
    response_mode=required(one_of("streaming", "blocking")),
)


@routes("POST", "/datasets/pipeline/file-upload")
async def upload_file(request: ServiceRequest) -> Response:
    try:
        name, mime_type, content = await read_upload(await uploads(request), must_have_type=True)
    except ServiceError as error:
        raise invalid_param("") if error.status == 413 else error from None
    file = request.workspace.store_file(name, mime_type, content, request.workspace.account_id)
    return answer(
        {
            "id": file.id,
            "name": file.name,
            "size": file.size,
            "extension": file.extension,
            "mime_type": file.mime_type,
            "created_by": file.owner,
            "created_at": datetime.fromtimestamp(file.created_at, UTC).replace(tzinfo=None).isoformat(),
        },
        201,
    )


@routes("GET", f"{_PIPELINE}/datasource-plugins")
async def list_sources(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    # Any text in the query is true to Dify; only an empty one asks for the draft.
    wants_published = request.read_query(_LIST)["is_published"] != ""
    pipeline = request.workspace.pipelines.get(dataset.id)
    if pipeline is None or (wants_published and not pipeline.published):
        raise invalid_param("Pipeline or workflow not found")
    return answer([source.told() for source in pipeline.sources])


@routes("POST", f"{_PIPELINE}/datasource/nodes/<string:node_id>/run")
async def run_source(request: ServiceRequest) -> Response:
    payload = await request.read_json(_RUN_SOURCE)
    dataset = dataset_in_path(request)
    pipeline = request.workspace.pipelines.get(dataset.id)
    return event_stream(_found(pipeline, request.values["node_id"], payload["inputs"]))


async def _found(pipeline: Pipeline | None, node_id: str, inputs: Json) -> AsyncIterator[str]:
    source = None if pipeline is None else pipeline.source(node_id)
    if source is None:
        yield frame({"event": "datasource_error", "error": "Datasource node data not found"})
        return
    if source.type == "local_file":
        yield frame({"event": "datasource_error", "error": f"Unsupported datasource provider: {source.type}"})
        return
    begun = time.perf_counter()
    try:
        found = source.finds(inputs)
    except Exception as error:
        yield frame({"event": "datasource_error", "error": str(error)})
        return
    # Only a crawl counts.
    count = len(found) if source.type == "website_crawl" else 0
    yield frame({"event": "datasource_processing", "total": count, "completed": 0})
    seconds = round(time.perf_counter() - begun, 2)
    ended = {"data": found, "total": count, "completed": count, "time_consuming": seconds}
    yield frame({"event": "datasource_completed", **ended})


@routes("POST", f"{_PIPELINE}/run")
async def run_pipeline(request: ServiceRequest) -> Response:
    payload = await request.read_json(_RUN)
    dataset = dataset_in_path(request)
    pipeline = request.workspace.pipelines.get(dataset.id)
    if pipeline is None:
        raise _run_error("Pipeline not found")
    if payload["is_published"] and not pipeline.published:
        raise _run_error("Workflow not published")
    kind = payload["datasource_type"]
    if kind not in DATASOURCE_TYPES:
        raise _run_error(f"{kind!r} is not a valid DatasourceProviderType")
    if payload["is_published"]:
        return _published_run(request, dataset, payload)
    return await _draft_run(request, dataset, pipeline, payload)


def _run_error(message: str) -> ServiceError:
    return ServiceError(500, "pipeline_run_error", message)


def _published_run(request: ServiceRequest, dataset: Dataset, payload: Json) -> Response:
    """Make a document of each entry, to be indexed in the background; always a JSON answer, whatever was asked for."""
    batch = new_batch(request.workspace.clock.now())
    kind = payload["datasource_type"]
    documents = [_document(request, dataset, kind, entry, batch) for entry in payload["datasource_info_list"]]
    return generated(
        {
            "batch": batch,
            "dataset": {
                "id": dataset.id,
                "name": dataset.name,
                "description": dataset.description,
                "chunk_structure": dataset.doc_form,
            },
            "documents": [
                {
                    "id": document.id,
                    "position": document.position,
                    "data_source_type": document.source_type,
                    "data_source_info": document.source,
                    "name": document.name,
                    "indexing_status": document.indexing_status,
                    "error": None,
                    "enabled": True,
                }
                for document in documents
            ],
        }
    )


def _document(request: ServiceRequest, dataset: Dataset, kind: str, entry: Json, batch: str) -> Document:
    workspace = request.workspace
    now = workspace.clock.now()
    name = entry_name(entry)
    file = entry_file(workspace, kind, entry)
    wanted = entry.get("reference") or entry.get("related_id")
    document = Document(
        id=new_id(),
        dataset=dataset,
        position=dataset.next_position,
        name=name,
        file=file or StoredFile(new_id(), name, "text/plain", b"", workspace.account_id, now),
        rule=pipeline_rule(),
        batch=batch,
        doc_form=dataset.doc_form or "text_model",
        doc_language="English",
        created_at=now,
        updated_at=now,
        created_from="rag-pipeline",
        source=entry,
        source_type=kind,
        defect=f"UploadFile not found for file_id={wanted}, tenant_id={workspace.tenant_id}" if file is None else None,
    )
    dataset.next_position += 1
    dataset.documents.append(document)
    restart(workspace, document)
    return document


async def _draft_run(request: ServiceRequest, dataset: Dataset, pipeline: Pipeline, payload: Json) -> Response:
    workspace = request.workspace
    entries: list[Json] = payload["datasource_info_list"] or [{}]
    source = pipeline.source(payload["start_node_id"])
    title = (source.title if source is not None else "") or payload["start_node_id"]
    start = DatasourceNode(
        id=payload["start_node_id"], title=title, source=payload["datasource_type"], entry=entries[0]
    )
    app = DraftApp(workspace, dataset, pipeline, start)
    account = EndUser(workspace.account_id, workspace.account_id, app.id, workspace.clock.now())
    inputs = read_inputs(pipeline.inputs, payload["inputs"], lambda sent: sent)
    run = begin_run(workspace, app, app.new_task(account), Turn("", inputs, (), account.name), [])
    if payload["response_mode"] == "streaming":
        return event_stream(run.log.frames(workspace.quirks.ping_every))
    await run.log.closed()
    return generated(blocking_answer(run))
