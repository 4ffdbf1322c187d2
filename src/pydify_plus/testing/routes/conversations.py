"""Conversations: listing, naming, deleting, and the variables that a chatflow keeps in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, deleted
from ..errors import InternalError, bad_request, invalid_param, not_chat_app, not_found
from ..generation import title_of
from ..json_values import Json
from ..routing import Routes
from ..validation import Model, anything, boolean, one_of, optional, required, string
from .payloads import PAGE_SIZE, TEXT, uuid

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest
    from ..store import Conversation, VariableValue

routes = Routes("app")

_LIST = Model(
    "ConversationListQuery",
    last_id=optional(uuid()),
    limit=PAGE_SIZE,
    sort_by=optional(one_of("created_at", "-created_at", "updated_at", "-updated_at"), "-updated_at"),
)
_RENAME = Model(
    "ConversationRenamePayload",
    lambda read: None if read["name"] or read["auto_generate"] else "name is required when auto_generate is false",
    name=optional(string()),
    auto_generate=optional(boolean(), False),
)
_VARIABLES = Model("ConversationVariablesQuery", last_id=optional(uuid()), limit=PAGE_SIZE, variable_name=TEXT)
_UPDATE_VARIABLE = Model("ConversationVariableUpdatePayload", value=required(anything()))

_MISMATCHES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "object": (dict,),
    "array[string]": (list,),
    "array[number]": (list,),
    "array[object]": (list,),
}


@routes("GET", "/conversations", user="query")
async def list_conversations(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    query = request.read_query(_LIST)
    newest_first = query["sort_by"].startswith("-")
    by = query["sort_by"].removeprefix("-")
    own = [one for one in request.app.conversations.values() if one.user is request.user]
    own.sort(key=lambda one: float(getattr(one, by)), reverse=newest_first)
    if query["last_id"]:
        last = next((one for one in own if one.id == query["last_id"]), None)
        if last is None:
            raise not_found("Last Conversation Not Exists.")
        edge = getattr(last, by)
        own = [one for one in own if (getattr(one, by) < edge if newest_first else getattr(one, by) > edge)]
    limit = query["limit"]
    return answer({"limit": limit, "has_more": len(own) > limit, "data": [told(one) for one in own[:limit]]})


@routes("POST", "/conversations/<uuid:c_id>/name", user="json")
async def rename_conversation(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    payload = await request.read_json(_RENAME)
    conversation = own_conversation(request)
    if payload["auto_generate"]:
        conversation.name = title_of(conversation.messages[0].query)
    else:
        conversation.name = payload["name"]
    conversation.updated_at = request.workspace.clock.now()
    return answer(told(conversation))


@routes("GET", "/conversations/<uuid:c_id>/variables", user="query")
async def list_variables(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    query = request.read_query(_VARIABLES)
    if query["variable_name"]:
        raise InternalError
    variables = own_conversation(request).variables
    if query["last_id"]:
        last = next((one for one in variables if one.id == query["last_id"]), None)
        if last is None:
            raise invalid_param("")
        # All variables of a conversation are made at one time, and Dify goes on after that time: nothing is left.
        variables = [one for one in variables if one.created_at > last.created_at]
    limit = query["limit"]
    told = [_told_variable(one) for one in variables[:limit]]
    return answer({"limit": limit, "has_more": len(variables) > limit, "data": told})


@routes("DELETE", "/conversations/<uuid:c_id>", user="json")
async def delete_conversation(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    conversation = own_conversation(request)
    del request.app.conversations[conversation.id]
    for message in conversation.messages:
        request.app.messages.pop(message.id, None)
    return deleted()


@routes("PUT", "/conversations/<uuid:c_id>/variables/<uuid:variable_id>", user="json")
async def update_variable(request: ServiceRequest) -> Response:
    if not request.app.is_chat:
        raise not_chat_app()
    value = (await request.read_json(_UPDATE_VARIABLE))["value"]
    wanted = request.values["variable_id"]
    variable = next((one for one in own_conversation(request).variables if one.id == wanted), None)
    if variable is None:
        raise not_found("Conversation Variable Not Exists.")
    expected = variable.declared.type
    if not isinstance(value, _MISMATCHES[expected]) or isinstance(value, bool):
        raise bad_request(
            f"Type mismatch: variable '{variable.declared.name}' expects {expected}, got {type(value).__name__}"
        )
    variable.value = value
    variable.updated_at = request.workspace.clock.now()
    return answer(_told_variable(variable))


def own_conversation(request: ServiceRequest) -> Conversation:
    """The conversation in the path, if this user has it.

    Raises:
        ServiceError: There is none, or it is another user's.
    """
    return conversation_of(request, request.values["c_id"])


def conversation_of(request: ServiceRequest, conversation_id: str) -> Conversation:
    conversation = request.app.conversations.get(conversation_id)
    if conversation is None or conversation.user is not request.user:
        raise not_found("Conversation Not Exists.")
    return conversation


def told(conversation: Conversation) -> Json:
    return {
        "id": conversation.id,
        "name": conversation.name,
        "inputs": conversation.inputs,
        "status": "normal",
        "introduction": conversation.introduction,
        "created_at": int(conversation.created_at),
        "updated_at": int(conversation.updated_at),
    }


def _told_variable(variable: VariableValue) -> Json:
    declared = variable.declared
    return {
        "id": variable.id,
        "name": declared.name,
        "value_type": declared.type,
        "value": str(variable.value),
        "description": declared.name if declared.description is None else declared.description,
        "created_at": int(variable.created_at),
        "updated_at": int(variable.updated_at),
    }
