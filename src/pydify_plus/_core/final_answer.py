"""The blocking answer, put together from a stream that has ended."""

from __future__ import annotations

from typing import Any, cast

from .stream_state import StreamKind, StreamState


def final_answer(state: StreamState) -> dict[str, Any]:
    """Give what Dify would have answered had the same request been sent with `response_mode="blocking"`.

    The shape follows `state.mode`: a message for chat, agent, chatflow and completion apps, a run for workflows.  Where
    a message's blocking answer has no place for them, there are `agent_thoughts` and `message_files` besides (agents),
    named and shaped as in `GET /messages` and the events, and `files` (agents and chatflows that made some).  A data
    source's answer is what its last event tells.

    Args:
        state: a stream whose `complete` is true and whose `failure` is None.

    Raises:
        ValueError: the stream was cut or ended in an error, so there is no answer.
    """
    if not state.complete or state.failure is not None:
        raise ValueError("no answer: the stream has not ended, or in an error; look at its complete and failure first")
    if state.kind is StreamKind.DATASOURCE:
        return dict(state.finished or {})
    if state.message_id is None:
        return _run(state)
    return _paused_message(state) if state.paused is not None else _message(state)


def _message(state: StreamState) -> dict[str, Any]:
    message: dict[str, Any] = {
        "event": "message",
        "task_id": state.task_id,
        "id": state.message_id,
        "message_id": state.message_id,
        "conversation_id": state.conversation_id,
        "mode": state.mode,
        "answer": _answer(state),
        "metadata": state.metadata or {"annotation_reply": None, "retriever_resources": [], "usage": None},
        "created_at": state.created_at,
    }
    if state.mode == "completion":
        del message["conversation_id"]
    if state.mode == "agent-chat":
        message["agent_thoughts"] = state.agent_thoughts
        message["message_files"] = state.message_files
    # In the other modes they are the caller's own files.
    if state.mode in ("agent-chat", "advanced-chat") and state.files:
        message["files"] = state.files
    return message


def _paused_message(state: StreamState) -> dict[str, Any]:
    message = _message(state)
    pause = state.paused or {}
    data = {key: message[key] for key in message if key not in ("event", "task_id")}
    data["workflow_run_id"] = state.workflow_run_id
    for key in ("paused_nodes", "reasons", "status", "elapsed_time", "total_tokens", "total_steps"):
        data[key] = pause.get(key)
    return {**message, "event": "workflow_paused", "workflow_run_id": state.workflow_run_id, "data": data}


def _run(state: StreamState) -> dict[str, Any]:
    told = state.finished or state.paused or {}
    data = {
        "id": state.workflow_run_id,
        "workflow_id": state.workflow_id,
        "status": state.status,
        **{key: told.get(key) for key in ("outputs", "error", "elapsed_time", "total_tokens", "total_steps")},
        "created_at": told.get("created_at"),
        "finished_at": told.get("finished_at"),
    }
    if state.paused is not None:
        data["paused_nodes"] = told.get("paused_nodes")
        data["reasons"] = told.get("reasons")
    return {"task_id": state.task_id, "workflow_run_id": state.workflow_run_id, "data": data}


def _answer(state: StreamState) -> str:
    # A run's events that were opened late lack the text before; a run that has finished gives it whole.
    if state.kind is StreamKind.RUN_EVENTS and state.finished is not None:
        outputs: object = state.finished.get("outputs")
        answer: object = cast("dict[str, object]", outputs).get("answer") if isinstance(outputs, dict) else None
        if isinstance(answer, str):
            return answer
    return state.text
