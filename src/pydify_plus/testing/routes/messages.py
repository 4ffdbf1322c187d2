"""Messages: the history of a conversation, and what could be asked next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from ..answers import answer
from ..errors import bad_request, not_chat_app, not_found
from ..json_values import Json
from ..routing import Routes
from ..validation import Model, optional, required
from .conversations import conversation_of
from .payloads import PAGE_SIZE, uuid

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest
    from ..store import Message

routes = Routes("app")

_LIST = Model("MessageListQuery", conversation_id=required(uuid()), first_id=optional(uuid()), limit=PAGE_SIZE)
_NO_PARENT = "00000000-0000-0000-0000-000000000000"


@routes("GET", "/messages", user="query")
async def list_messages(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    query = request.read_query(_LIST)
    messages = conversation_of(request, query["conversation_id"]).messages
    if query["first_id"]:
        first = next((one for one in messages if one.id == query["first_id"]), None)
        if first is None:
            raise not_found("First Message Not Exists.")
        messages = [one for one in messages if one.created_at < first.created_at]
    limit = query["limit"]
    page = messages[-limit:]
    return answer({"limit": limit, "has_more": len(messages) > limit, "data": [_told(request, one) for one in page]})


@routes("GET", "/messages/<uuid:message_id>/suggested", user="query", user_required=True)
async def get_suggested_questions(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    message = own_message(request)
    follow_ups = request.app.definition.follow_ups
    if follow_ups is None:
        raise bad_request("Suggested Questions Is Disabled.")
    questions = follow_ups(message.query, message.answer) if callable(follow_ups) else list(follow_ups)
    return answer({"result": "success", "data": questions})


def own_message(request: ServiceRequest) -> Message:
    """The message in the path, if this user has it.

    Raises:
        ServiceError: There is none, or it is another user's.
    """
    message = request.app.messages.get(request.values["message_id"])
    if message is None or message.user is not request.user:
        raise not_found("Message Not Exists.")
    return message


def _told(request: ServiceRequest, message: Message) -> Json:
    found: list[Json] = message.metadata.get("retriever_resources", [])
    return {
        "id": message.id,
        "conversation_id": message.conversation.id,
        "parent_message_id": _NO_PARENT,
        "inputs": message.inputs,
        "query": message.query,
        # Dify writes an answer down when it is whole, or when its run pauses.
        "answer": message.answer if message.metadata or message.forms else "",
        "feedback": None if message.feedback is None else {"rating": message.feedback.rating},
        "retriever_resources": [_told_resource(request, message, one) for one in found],
        "created_at": int(message.created_at),
        "agent_thoughts": message.thoughts,
        "message_files": [
            *(_told_file(request, file) for file in message.files),
            *(made.in_history(request.workspace.links) for made in message.made_files),
        ],
        "status": message.status,
        "error": message.error,
        "extra_contents": [form.told_in_history() for form in message.forms],
    }


def _told_resource(request: ServiceRequest, message: Message, resource: Json) -> Json:
    """A source as the history has it, where it has an id."""
    if request.workspace.version.is_older:
        return resource
    left_out = ("retriever_from", "page", "doc_metadata", "title", "files")
    ids = {"id": str(uuid5(UUID(message.id), str(resource["position"]))), "message_id": message.id}
    return {**ids, **{name: one for name, one in resource.items() if name not in left_out}, "created_at": None}


def _told_file(request: ServiceRequest, file: Json) -> Json:
    stored_id = file["related_id"]
    return {
        "id": file["message_file_id"],
        "filename": file["filename"],
        "type": file["type"],
        "url": request.workspace.links.preview(stored_id) if stored_id else file["url"],
        "mime_type": file["mime_type"],
        "size": file["size"],
        "transfer_method": file["transfer_method"],
        "belongs_to": "user",
        "upload_file_id": stored_id,
    }
