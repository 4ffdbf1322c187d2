"""From a checked request to a run: conversations and messages are made here, and what is wrong is found here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from .answers import event_stream, generated
from .audio import Speaker
from .chat_runs import ChatRun, Given, given_answer, told_message
from .errors import ServiceError, bad_request, invalid_param, not_found
from .files import read_file
from .forms import read_inputs
from .graph_runs import GraphRun
from .json_values import Json
from .nodes import as_text
from .script import Turn
from .store import AppState, Conversation, EndUser, Message, Task, VariableValue, WorkflowRun, is_uuid, new_id
from .streams import PING, EventLog, frame
from .usage import no_usage

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
    inputs = _inputs(workspace, app, user, payload) if conversation is None else conversation.inputs
    query = payload["query"]
    if app.mode == "completion" and not query:
        query = _NAME.sub(lambda found: as_text(inputs.get(found[1])), app.definition.prompt)
    task = app.new_task(user)
    conversation = conversation or _new_conversation(app, user, query, inputs)
    turn = _turn(conversation, query, inputs, files)
    message = _new_message(workspace, app, conversation, query, inputs, files)
    run = ChatRun(workspace, app, task, message, turn, _delay(workspace, app), given_answer(app, query, inputs))
    workspace.start(run.run())
    if payload["response_mode"] == "streaming":
        return event_stream(run.log.frames(workspace.quirks.ping_every))
    return generated(await run.result())


async def answer_graph(request: ServiceRequest, payload: Json, workflow_id: str | None = None) -> Response:
    """Run a workflow or chatflow: a stream of events, or the one blocking answer."""
    app, user, workspace = request.app, request.user, request.workspace
    _require_workflow(app, workflow_id)
    streaming = payload["response_mode"] == "streaming"
    try:
        inputs, files = _inputs(workspace, app, user, payload), _files(workspace, app, user, payload)
    except ServiceError as error:
        if not streaming or workspace.version.is_older:
            raise
        return event_stream(_held_open([{"event": "error", "message": error.message, "status": 500}], workspace))
    if app.definition.misconfigured and not workspace.version.is_older:
        refusal = invalid_param(app.definition.misconfigured)
        if not streaming:
            raise refusal
        return event_stream(_held_open([{"event": "error", "workflow_run_id": None, **refusal.told}], workspace))
    task = app.new_task(user)
    if app.is_chat:
        query = payload["query"]
        find = _conversation if workspace.version.is_older else _known_conversation
        conversation = find(app, user, payload["conversation_id"])
        conversation = conversation or _new_conversation(app, user, query, inputs)
        turn = _turn(conversation, query, inputs, files)
        message = _new_message(workspace, app, conversation, query, inputs, files)
        given = given_answer(app, query, inputs)
        if given is not None:
            return _answer_given(workspace, app, task, message, given, streaming)
        run = _new_chatflow_run(app, task, message, turn)
        workspace.start(GraphRun(workspace, run, task, _delay(workspace, app)).work())
    else:
        run = begin_run(workspace, app, task, Turn("", inputs, (), user.name, tuple(files)), files)
    if streaming:
        return event_stream(_run_frames(run.log, workspace))
    await run.log.reached("workflow_paused")
    return generated(blocking_answer(run))


def _answer_given(
    workspace: Workspace, app: AppState, task: Task, message: Message, given: Given, streaming: bool
) -> Response:
    """Answer a chatflow's query without its graph: the whole answer at once, and then a long silence."""
    app.tasks.pop(task.id, None)
    message.answer = given.answer
    message.metadata = {
        "retriever_resources": [],
        "usage": {**no_usage(), "time_to_first_token": 0.0, "time_to_generate": 0.0},
    }
    if given.annotation is None:
        message.metadata = {"annotation_reply": None, **message.metadata}
    if not streaming:
        return generated(told_message(app, task.id, message))
    ids = {**_message_ids(message), "task_id": task.id}
    events: list[Json] = [
        {"event": "message", **ids, "id": message.id, "answer": given.answer, "from_variable_selector": None},
        {"event": "message_end", **ids, "id": message.id, "metadata": message.metadata, "files": []},
    ]
    speaker = Speaker(app.definition.voice)
    speaker.hear(given.answer)
    events += [{"event": "tts_message", **ids, "audio": audio} for audio in (*speaker.due(), *speaker.rest())]
    if speaker.voice is not None:
        events.append({"event": "tts_message_end", **ids, "audio": ""})
    return event_stream(_held_open(events, workspace))


def blocking_answer(run: WorkflowRun) -> Json:
    """What a run that was waited for is answered with.

    Raises:
        ServiceError: A chatflow's run failed; a workflow's failure is an answer like others.
    """
    paused = run.log.events[-1]["data"] if run.status == "paused" else None
    if run.message is not None:
        if run.status == "failed":
            raise invalid_param(f"Run failed: {run.error}")
        told = told_message(run.app, run.task_id, run.message)
        return told if paused is None else _paused_message(run, told, paused)
    data: Json = {
        "id": run.id,
        "workflow_id": run.workflow_id,
        "status": run.status,
        "outputs": run.outputs,
        "error": run.error,
        "elapsed_time": run.elapsed_time if paused is None else paused["elapsed_time"],
        "total_tokens": run.total_tokens,
        "total_steps": run.total_steps,
        "created_at": int(run.created_at),
        "finished_at": None if run.finished_at is None else int(run.finished_at),
    }
    if paused is not None:
        data |= {"paused_nodes": paused["paused_nodes"], "reasons": paused["reasons"]}
    return {"task_id": run.task_id, "workflow_run_id": run.id, "data": data}


def _paused_message(run: WorkflowRun, told: Json, paused: Json) -> Json:
    """The blocking answer of a chatflow that waits for somebody."""
    metadata: Json = {"annotation_reply": None, "retriever_resources": [], "usage": None}
    same = ("id", "message_id", "conversation_id", "mode", "answer")
    more = ("paused_nodes", "reasons", "status", "elapsed_time", "total_tokens", "total_steps")
    data: Json = {
        **{name: told[name] for name in same},
        "metadata": metadata,
        "created_at": told["created_at"],
        "workflow_run_id": run.id,
        **{name: paused[name] for name in more},
    }
    return {**told, "event": "workflow_paused", "metadata": metadata, "workflow_run_id": run.id, "data": data}


async def _run_frames(log: EventLog, workspace: Workspace) -> AsyncIterator[str]:
    quirks = workspace.quirks
    if workspace.version.is_older:
        async for one in log.frames(quirks.ping_every):
            yield one
        return
    yield PING
    async for one in log.frames(quirks.ping_every, until="workflow_paused"):
        yield one
    await asyncio.sleep(quirks.linger)


async def _held_open(events: Iterable[Json], workspace: Workspace) -> AsyncIterator[str]:
    """A few events, and a connection that stays open without a word."""
    is_older = workspace.version.is_older
    if not is_older:
        yield PING
    for event in events:
        yield frame(event)
    if not is_older:
        await asyncio.sleep(workspace.quirks.hang)


def _require_workflow(app: AppState, workflow_id: str | None) -> None:
    """Refuse a workflow id that is not the app's published one."""
    if not app.definition.published:
        raise invalid_param("Workflow not published")
    if workflow_id and not is_uuid(workflow_id):
        raise bad_request(f"Invalid workflow_id format: '{workflow_id}'. ")
    if workflow_id == app.draft_workflow_id:
        raise bad_request(
            f"Cannot use draft workflow version. Workflow ID: {workflow_id}. "
            "Please use a published workflow version or leave workflow_id empty."
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


def begin_run(workspace: Workspace, app: AppState, task: Task, turn: Turn, files: list[Json]) -> WorkflowRun:
    """Let a workflow's run begin in the background."""
    run = _new_run(app, task, turn, {"files": files, "user_id": task.user.name})
    workspace.start(GraphRun(workspace, run, task, _delay(workspace, app)).work())
    return run


def _new_run(app: AppState, task: Task, turn: Turn, system: Json, ids: Json | None = None) -> WorkflowRun:
    """A run that is about to begin.

    Args:
        system: The system variables that depend on the request.
        ids: The conversation and message that every event of a chatflow's run names.
    """
    run_id = new_id()
    system = {**system, "app_id": app.id, "workflow_id": app.workflow_id, "workflow_run_id": run_id}
    run = WorkflowRun(
        id=run_id,
        task_id=task.id,
        app=app,
        user=task.user,
        workflow_id=app.workflow_id,
        inputs={**turn.inputs, **{f"sys.{name}": value for name, value in system.items()}},
        turn=turn,
        created_at=app.clock.now(),
        log=EventLog(),
        envelope={**(ids or {"workflow_run_id": run_id}), "task_id": task.id},
    )
    app.runs[run.id] = run
    return run


def _new_chatflow_run(app: AppState, task: Task, message: Message, turn: Turn) -> WorkflowRun:
    count = len(message.conversation.messages)
    system = {"query": turn.query, "files": list(turn.files), "user_id": task.user.name, "dialogue_count": count}
    run = _new_run(app, task, turn, system, _message_ids(message))
    run.message = message
    return run


def _message_ids(message: Message) -> Json:
    """The keys that every event of a chatflow has."""
    created_at = int(message.created_at)
    return {"conversation_id": message.conversation.id, "message_id": message.id, "created_at": created_at}


def title_of(query: str) -> str:
    """The name that a conversation gets from its first query."""
    words = " ".join(query.split())
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1] + "…"


def _delay(workspace: Workspace, app: AppState) -> float:
    delay = app.definition.chunk_delay
    return workspace.chunk_delay if delay is None else delay
