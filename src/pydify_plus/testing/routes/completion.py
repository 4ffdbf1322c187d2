"""Completion apps: asking and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import success
from ..errors import app_unavailable
from ..generation import answer_chat
from ..routing import Routes
from ..validation import Model, optional, string
from .chat import stop_own
from .payloads import FILES, INPUTS, RESPONSE_MODE

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_COMPLETION = Model(
    "CompletionRequestPayload",
    inputs=INPUTS,
    query=optional(string(), ""),
    files=FILES,
    response_mode=RESPONSE_MODE,
)


@routes("POST", "/completion-messages", user="json", user_required=True)
async def create_completion(request: ServiceRequest) -> Response:
    if request.app.mode != "completion":
        raise app_unavailable()
    return await answer_chat(request, await request.read_json(_COMPLETION))


@routes("POST", "/completion-messages/<string:task_id>/stop", user="json", user_required=True)
async def stop_completion(request: ServiceRequest) -> Response:
    if request.app.mode != "completion":
        raise app_unavailable()
    stop_own(request)
    return success()
