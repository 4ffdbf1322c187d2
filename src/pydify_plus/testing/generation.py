"""From a checked request to a run: conversations and messages are made here, and what is wrong is found here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from .answers import event_stream, generated
from .chat_runs import ChatRun
from .errors import ServiceError, invalid_param, not_found
from .files import read_file
from .forms import read_inputs
from .graph_runs import GraphRun
from .json_values import Json
from .nodes import as_text
from .script import Turn
from .store import AppState, Conversation, EndUser, Message, Task, VariableValue, WorkflowRun, new_id
from .streams import PING, EventLog, Quirks, frame

if TYPE_CHECKING:
    from starlette.responses import Response

    from .request import ServiceRequest
    from .store import Workspace

_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LONGEST_NAME = 75


async def answer_chat(request: ServiceRequest, payload: Json) -> Response:
    """Run a chat, agent or completion app: a stream of events, or the one blocking answer."""
    app, user, workspace = request.app, request.user, request.workspace
    if app.definition.misconfigured:
        raise invalid_param(app.definition.misconfigured)
    conversation = _conversation(app, user, payload.get("conversation_id"))
    files = _files(workspace, app, user, payload)
    if conversation is None or not app.is_chat:
        inputs = _inputs(workspace, app, user, payload)
    else:
        inputs = conversation.inputs
    query = payload["query"]
    if app.mode == "completion" and not query:
        query = _NAME.sub(lambda found: as_text(inputs.get(found[1])), app.definition.prompt)
    task = app.new_task(user)
    conversation = conversation or _new_conversation(app, user, query, inputs)
    turn = _turn(conversation, query, inputs, files)
    message = _new_message(workspace, app, conversation, query, inputs, files)
    run = ChatRun(app, task, message, turn, _delay(workspace, app))
    workspace.start(run.run())
    if payload["response_mode"] == "streaming":
        return event_stream(run.log.frames(workspace.quirks.ping_every))
    return generated(await run.result())


async def answer_chatflow(request: ServiceRequest, payload: Json) -> Response:
    """Run a chatflow: a stream of events, or the one blocking answer."""
    app, user, workspace = request.app, request.user, request.workspace
    _require_workflow(app, payload.get("workflow_id"))
    streaming = payload["response_mode"] == "streaming"
    try:
        files = _files(workspace, app, user, payload)
        inputs = _inputs(workspace, app, user, payload)
    except ServiceError as error:
        if streaming:
            return event_stream(_early_error({"message": error.message, "status": 500}, workspace.quirks))
        raise
    if app.definition.misconfigured:
        return _misconfigured(app.definition.misconfigured, workspace.quirks, streaming)
    query = payload["query"]
    task = app.new_task(user)
    conversation = _known_conversation(app, user, payload.get("conversation_id"))
    conversation = conversation or _new_conversation(app, user, query, inputs)
    turn = _turn(conversation, query, inputs, files)
    message = _new_message(workspace, app, conversation, query, inputs, files)
    ids = {"conversation_id": conversation.id, "message_id": message.id, "created_at": int(message.created_at)}
    system = {"query": query, "files": files, "user_id": user.name, "dialogue_count": len(conversation.messages)}
    run = _new_run(app, user, task, inputs, system, {**ids, "task_id": task.id})
    run.message = message
    graph = GraphRun(run, task, turn, _delay(workspace, app))
    workspace.start(graph.work())
    if streaming:
        return event_stream(_run_frames(run.log, workspace.quirks))
    await run.log.closed()
    if run.status == "failed":
        raise invalid_param(f"Run failed: {run.error}")
    return generated(
        {
            "event": "message",
            "task_id": task.id,
            "id": message.id,
            "message_id": message.id,
            "conversation_id": conversation.id,
            "mode": app.mode,
            "answer": message.answer,
            "metadata": message.metadata,
            "created_at": int(message.created_at),
        }
    )


async def answer_workflow(request: ServiceRequest, payload: Json, workflow_id: str | None = None) -> Response:
    """Run a workflow: a stream of events, or the one blocking answer."""
    app, user, workspace = request.app, request.user, request.workspace
    _require_workflow(app, workflow_id)
    streaming = payload["response_mode"] == "streaming"
    try:
        files = _files(workspace, app, user, payload)
        inputs = _inputs(workspace, app, user, payload)
    except ServiceError as error:
        if streaming:
            return event_stream(_early_error({"message": error.message, "status": 500}, workspace.quirks))
        raise
    if app.definition.misconfigured:
        return _misconfigured(app.definition.misconfigured, workspace.quirks, streaming)
    task = app.new_task(user)
    run = _new_run(app, user, task, inputs, {"files": files, "user_id": user.name}, {})
    run.envelope = {"workflow_run_id": run.id, "task_id": task.id}
    turn = Turn("", inputs, (), user.name, tuple(files))
    workspace.start(GraphRun(run, task, turn, _delay(workspace, app)).work())
    if streaming:
        return event_stream(_run_frames(run.log, workspace.quirks))
    await run.log.closed()
    return generated({"task_id": task.id, "workflow_run_id": run.id, "data": _blocking_data(run)})


def _blocking_data(run: WorkflowRun) -> Json:
    return {
        "id": run.id,
        "workflow_id": run.workflow_id,
        "status": run.status,
        "outputs": run.outputs,
        "error": run.error,
        "elapsed_time": run.elapsed_time,
        "total_tokens": run.total_tokens,
        "total_steps": run.total_steps,
        "created_at": int(run.created_at),
        "finished_at": None if run.finished_at is None else int(run.finished_at),
    }


async def _run_frames(log: EventLog, quirks: Quirks) -> AsyncIterator[str]:
    yield PING
    async for one in log.frames(quirks.ping_every):
        yield one
    await asyncio.sleep(quirks.linger)


async def _early_error(error: Json, quirks: Quirks) -> AsyncIterator[str]:
    yield PING
    yield frame({"event": "error", **error})
    await asyncio.sleep(quirks.hang)


def _misconfigured(message: str, quirks: Quirks, streaming: bool) -> Response:
    error = invalid_param(message)
    if not streaming:
        raise error
    told = {"workflow_run_id": None, "code": error.code, "status": error.status, "message": message}
    return event_stream(_early_error(told, quirks))


def _require_workflow(app: AppState, workflow_id: str | None) -> None:
    """Refuse a workflow id that is not the app's published one."""
    if not app.definition.published:
        raise invalid_param("Workflow not published")
    if workflow_id == app.draft_workflow_id:
        raise ServiceError(
            400,
            "bad_request",
            f"Cannot use draft workflow version. Workflow ID: {workflow_id}. "
            "Please use a published workflow version or leave workflow_id empty.",
        )
    if workflow_id and workflow_id != app.workflow_id:
        raise not_found(f"Workflow not found with id: {workflow_id}")


def _known_conversation(app: AppState, user: EndUser, conversation_id: str | None) -> Conversation | None:
    conversation = app.conversations.get(conversation_id or "")
    return conversation if conversation is not None and conversation.user is user else None


def _conversation(app: AppState, user: EndUser, conversation_id: str | None) -> Conversation | None:
    if not conversation_id:
        return None
    conversation = _known_conversation(app, user, conversation_id)
    if conversation is None:
        raise not_found("Conversation Not Exists.")
    return conversation


def _inputs(workspace: Workspace, app: AppState, user: EndUser, payload: Json) -> Json:
    return read_inputs(app.definition.inputs, payload["inputs"], lambda sent: read_file(workspace, user, sent))


def _files(workspace: Workspace, app: AppState, user: EndUser, payload: Json) -> list[Json]:
    if not app.definition.uploads_images:
        return []
    sent: list[Json] = payload.get("files") or []
    return [read_file(workspace, user, one) for one in sent]


def _turn(conversation: Conversation, query: str, inputs: Json, files: list[Json]) -> Turn:
    history = tuple((message.query, message.answer) for message in conversation.messages)
    return Turn(query, inputs, history, conversation.user.name, tuple(files))


def _new_conversation(app: AppState, user: EndUser, query: str, inputs: Json) -> Conversation:
    now = app.clock.now()
    opening = app.definition.opening_statement or ""
    conversation = Conversation(
        id=new_id(),
        user=user,
        name=title_of(query),
        inputs=inputs,
        introduction=_NAME.sub(lambda found: as_text(inputs.get(found[1])), opening),
        created_at=now,
        updated_at=now,
        variables=[VariableValue(new_id(), one, one.value, now, now) for one in app.definition.variables],
    )
    if app.is_chat:
        app.conversations[conversation.id] = conversation
    return conversation


def _new_message(
    workspace: Workspace,
    app: AppState,
    conversation: Conversation,
    query: str,
    inputs: Json,
    files: list[Json],
) -> Message:
    message = Message(
        id=new_id(),
        conversation=conversation,
        user=conversation.user,
        inputs=inputs,
        query=query,
        files=[{"message_file_id": new_id(), **file} for file in files],
        created_at=app.clock.now(),
    )
    conversation.messages.append(message)
    conversation.updated_at = message.created_at
    app.messages[message.id] = message
    for file in files:
        if file["related_id"]:
            workspace.files_in_messages[file["related_id"]] = app
    return message


def _new_run(
    app: AppState,
    user: EndUser,
    task: Task,
    inputs: Json,
    system: Json,
    envelope: Json,
) -> WorkflowRun:
    run_id = new_id()
    system = {**system, "app_id": app.id, "workflow_id": app.workflow_id, "workflow_run_id": run_id}
    run = WorkflowRun(
        id=run_id,
        task_id=task.id,
        app=app,
        user=user,
        workflow_id=app.workflow_id,
        inputs={**inputs, **{f"sys.{name}": value for name, value in system.items()}},
        created_at=app.clock.now(),
        log=EventLog(),
        envelope=envelope,
    )
    app.runs[run.id] = run
    return run


def title_of(query: str) -> str:
    """The name that a conversation gets from its first query."""
    words = " ".join(query.split())
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1] + "…"


def _delay(workspace: Workspace, app: AppState) -> float:
    delay = app.definition.chunk_delay
    return workspace.chunk_delay if delay is None else delay
