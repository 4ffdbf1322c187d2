"""Workflows: running, watching, stopping, and looking back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..answers import answer, event_stream, success
from ..errors import InternalError, invalid_param, not_found, not_workflow_app
from ..generation import answer_graph
from ..json_values import Json
from ..routing import Routes
from ..run_data import finished_data, paused_data
from ..store import is_uuid
from ..streams import PING, frame, spaced_frame
from ..validation import Model, integer, one_of, optional
from .payloads import FILES, FLAG, INPUTS, PAGE_SIZE, RESPONSE_MODE, TEXT

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest
    from ..store import WorkflowRun, Workspace

routes = Routes("app")

_RUN = Model("WorkflowRunPayload", inputs=INPUTS, files=FILES, response_mode=RESPONSE_MODE)
_EVENTS = Model("WorkflowEventsQuery", include_state_snapshot=FLAG, continue_on_pause=FLAG)
_LOGS = Model(
    "WorkflowLogQuery",
    keyword=TEXT,
    status=optional(one_of("succeeded", "failed", "stopped")),
    created_at__before=TEXT,
    created_at__after=TEXT,
    created_by_end_user_session_id=TEXT,
    created_by_account=TEXT,
    page=optional(integer(at_least=1, at_most=99999), 1),
    limit=PAGE_SIZE,
)


@routes("POST", "/workflows/run", user="json", user_required=True)
async def run_workflow(request: ServiceRequest) -> Response:
    if request.app.mode != "workflow":
        raise not_workflow_app()
    return await answer_graph(request, await request.read_json(_RUN))


@routes("GET", "/workflows/run/<string:workflow_run_id>")
async def get_workflow_run(request: ServiceRequest) -> Response:
    if not request.app.has_workflow:
        raise not_workflow_app()
    run = _run(request, "Workflow run not found.")
    return answer(
        {
            "id": run.id,
            "workflow_id": run.workflow_id,
            "status": run.status,
            "inputs": json.dumps(_detailed_inputs(run)),
            "outputs": run.outputs,
            "error": run.error,
            "total_steps": run.total_steps,
            "total_tokens": run.total_tokens,
            "created_at": int(run.created_at),
            "finished_at": None if run.finished_at is None else int(run.finished_at),
            "elapsed_time": run.elapsed_time,
        }
    )


@routes("POST", "/workflows/tasks/<string:task_id>/stop", user="json", user_required=True)
async def stop_workflow(request: ServiceRequest) -> Response:
    if request.app.mode != "workflow":
        raise not_workflow_app()
    task = request.app.tasks.get(request.values["task_id"])
    if task is not None:
        task.stop()
    return success()


@routes("GET", "/workflows/logs")
async def list_workflow_logs(request: ServiceRequest) -> Response:
    query = request.read_query(_LOGS)
    if query["created_by_account"]:
        raise invalid_param(f"Account not found: {query['created_by_account']}")
    runs = list(request.app.runs.values()) if request.app.mode == "workflow" else []
    found = [run for run in reversed(runs) if run.finished_at is not None and _is_wanted(run, query)]
    page, limit = query["page"], query["limit"]
    entries = [_log_entry(run) for run in found[(page - 1) * limit : page * limit]]
    return answer(
        {"page": page, "limit": limit, "total": len(found), "has_more": page * limit < len(found), "data": entries}
    )


@routes("POST", "/workflows/<string:workflow_id>/run", user="json", user_required=True)
async def run_workflow_by_id(request: ServiceRequest) -> Response:
    if request.app.mode != "workflow":
        raise not_workflow_app()
    payload = await request.read_json(_RUN)
    return await answer_graph(request, payload, request.values["workflow_id"])


@routes("GET", "/workflow/<string:workflow_run_id>/events", user="query", user_required=True)
async def stream_workflow_events(request: ServiceRequest) -> Response:
    if not request.app.has_workflow:
        raise not_workflow_app()
    run = _run(request, "Workflow run not found")
    if run.user is not request.user:
        raise not_found("Workflow run not found")
    headers = {"Cache-Control": "no-cache", "Connection": "keep-alive"}
    if run.finished_at is not None:
        return event_stream(_finished(run), headers=headers)
    return event_stream(_resumed(run, request.workspace, **request.read_query(_EVENTS)), headers=headers)


def _run(request: ServiceRequest, complaint: str) -> WorkflowRun:
    run_id = request.values["workflow_run_id"]
    if not is_uuid(run_id):
        raise InternalError
    run = request.app.runs.get(run_id)
    if run is None:
        raise not_found(complaint)
    return run


def _detailed_inputs(run: WorkflowRun) -> Json:
    """The run's inputs; of a workflow they have the time too, which its events leave out."""
    detailed: Json = {}
    for name, value in run.inputs.items():
        detailed[name] = value
        if name == "sys.app_id" and run.message is None:
            detailed["sys.timestamp"] = int(run.created_at)
    return detailed


async def _finished(run: WorkflowRun) -> AsyncIterator[str]:
    yield spaced_frame(
        {
            "event": "workflow_finished",
            "task_id": run.id,
            "workflow_run_id": run.id,
            "data": finished_data(run, run.status),
        }
    )


async def _resumed(
    run: WorkflowRun, workspace: Workspace, include_state_snapshot: bool, continue_on_pause: bool
) -> AsyncIterator[str]:
    """A run that is still going or waits: on demand what happened so far, then its events as they come."""
    yield PING
    position, is_over = len(run.log.events), False
    if include_state_snapshot:
        for event in _snapshot(run):
            yield frame(event)
        is_over = run.status == "paused" and not continue_on_pause
    if not is_over:
        until = None if continue_on_pause else "workflow_paused"
        async for one in run.log.frames(workspace.quirks.ping_every, position, until):
            yield one
    await asyncio.sleep(workspace.quirks.linger)


def _snapshot(run: WorkflowRun) -> list[Json]:
    """What happened so far, without any inputs, outputs or text; a chatflow's ids come last here."""
    chat_ids = {name: value for name, value in run.envelope.items() if name not in ("task_id", "workflow_run_id")}
    ids = {"task_id": run.task_id, "workflow_run_id": run.id}
    events: list[Json] = []

    def tell(event: str, data: Json) -> None:
        events.append({"event": event, **ids, "data": data, **chat_ids})

    tell("workflow_started", {**run.started, "inputs": _detailed_inputs(run)})
    if run.message is not None:
        events.append({"event": "message_replace", "task_id": run.task_id, "answer": "", "reason": "", **chat_ids})
    for index, record in enumerate(run.nodes, 1):
        tell("node_started", _emptied(record.started, index))
        if record.finished is not None:
            tell("node_finished", _emptied(record.finished, index))
    if run.status == "paused":
        for form in run.waits_for:
            tell("human_input_required", form.required(form.text))
        tell("workflow_paused", paused_data(run, [form.reason(form.text) for form in run.waits_for], 0.0))
    return events


def _emptied(data: Json, index: int) -> Json:
    """A node event's data as a snapshot has it: numbered, and without what went in and came out."""
    hidden: Json = dict.fromkeys(("inputs", "process_data", "outputs"))
    left_out = ("agent_strategy", *(f"{name}_truncated" for name in hidden))
    kept = {name: hidden.get(name, value) for name, value in data.items() if name not in left_out}
    return {**kept, "index": index}


def _is_wanted(run: WorkflowRun, query: Json) -> bool:
    if query["status"] and run.status != query["status"]:
        return False
    if query["created_by_end_user_session_id"] and run.user.name != query["created_by_end_user_session_id"]:
        return False
    before, after = _seconds(query["created_at__before"]), _seconds(query["created_at__after"])
    if (before is not None and run.created_at > before) or (after is not None and run.created_at < after):
        return False
    keyword = query["keyword"]
    if not keyword:
        return True
    searched = (json.dumps(run.inputs), json.dumps(run.outputs), run.user.name, run.id)
    return any(keyword in text for text in searched)


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise invalid_param(str(error)) from None


def _log_entry(run: WorkflowRun) -> Json:
    published = datetime.fromtimestamp(run.app.published_at, UTC).replace(tzinfo=None)
    finished_at = None if run.finished_at is None else int(run.finished_at)
    return {
        "id": run.log_id,
        "workflow_run": {
            "id": run.id,
            "version": str(published),
            "status": run.status,
            "triggered_from": "app-run",
            "error": run.error,
            "elapsed_time": run.elapsed_time,
            "total_tokens": run.total_tokens,
            "total_steps": run.total_steps,
            "created_at": int(run.created_at),
            "finished_at": finished_at,
            "exceptions_count": run.exceptions_count,
        },
        "details": None,
        "created_from": "service-api",
        "created_by_role": "end_user",
        "created_by_account": None,
        "created_by_end_user": {
            "id": run.user.id,
            "type": "service-api",
            "is_anonymous": False,
            "session_id": run.user.name,
        },
        "created_at": finished_at,
    }
