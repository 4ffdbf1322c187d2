"""Chat, agent and chatflow apps: asking and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import success
from ..errors import invalid_param, not_chat_app
from ..generation import answer_chat, answer_graph
from ..routing import Routes
from ..validation import Model, optional
from .payloads import ANYTHING, FILES, FLAG, INPUTS, RESPONSE_MODE, TEXT, TEXT_REQUIRED, uuid

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_CHAT = Model(
    "ChatRequestPayload",
    inputs=INPUTS,
    query=TEXT_REQUIRED,
    files=FILES,
    response_mode=RESPONSE_MODE,
    conversation_id=optional(uuid("conversation_id must be a valid UUID")),
    auto_generate_name=FLAG,
    workflow_id=TEXT,
    trace_id=ANYTHING,
)


@routes("POST", "/chat-messages", user="json", user_required=True)
async def send_chat_message(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    payload = await request.read_json(_CHAT)
    mode = request.app.mode
    if mode == "agent-chat" and payload["response_mode"] != "streaming":
        raise invalid_param("Agent Chat App does not support blocking mode")
    if not payload["query"]:
        raise invalid_param("query is required")
    if mode == "advanced-chat":
        return await answer_graph(request, payload, payload["workflow_id"])
    return await answer_chat(request, payload)


@routes("POST", "/chat-messages/<string:task_id>/stop", user="json", user_required=True)
async def stop_chat_message(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    stop_own(request)
    return success()


def stop_own(request: ServiceRequest) -> None:
    """Stop the task in the path if this user began it; Dify answers success to anything else too."""
    task = request.app.tasks.get(request.values["task_id"])
    if task is not None and task.user is request.user:
        task.stop()
