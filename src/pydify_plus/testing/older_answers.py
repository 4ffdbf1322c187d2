"""How Dify 1.9.2 words its answers and errors, where the newer one words them differently."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse

from .errors import ServiceError
from .json_values import Json, is_array, is_object
from .streams import frame
from .validation import Problem, RefusedFields

if TYPE_CHECKING:
    from .files import Links
    from .store import Workspace

_DATA = "data: "

# What the newer server added to an object, by a key that tells the kind of object.
_ADDED = {
    "retrieval_model_dict": ("author_name", "is_multimodal", "summary_index_setting"),
    "summary_index_status": ("need_summary", "summary_index_status"),
    "attachments": ("attachments", "summary"),
    "tsne_position": ("files", "summary"),
    "original_url": ("reference", "original_url", "user_id", "tenant_id", "conversation_id", "file_key"),
    "extra_contents": ("extra_contents",),
    "retriever_from": ("files", "summary"),
}
# Where a key has another place: after which one it comes.
_MOVED = {
    "parent_message_id": {"message_files": "answer"},
    "use_icon_as_answer_icon": {"icon_url": "icon_background"},
    "completed_reason": {"completed_reason": "currency"},
}


def reshape(workspace: Workspace, response: Response) -> Response:
    """An answer as the older server gives it."""
    if isinstance(response, StreamingResponse):
        if response.media_type == "text/event-stream; charset=utf-8":
            response.body_iterator = _reshaped_frames(workspace, response.body_iterator)
        return response
    if not (response.media_type or "").startswith("application/json") or not response.body:
        return response
    value = _reshaped(workspace, json.loads(bytes(response.body)))
    return Response(json.dumps(value) + "\n", response.status_code, media_type="application/json")


async def _reshaped_frames(workspace: Workspace, frames: AsyncIterable[Any]) -> AsyncIterator[str]:
    async for one in frames:
        if one.startswith(_DATA):
            yield frame(_reshaped(workspace, json.loads(one.removeprefix(_DATA))))
        else:
            yield one


def _reshaped(workspace: Workspace, value: Any) -> Any:
    if is_array(value):
        return [_reshaped(workspace, one) for one in value]
    if not is_object(value):
        return value
    return _reshaped_object(workspace, {name: _reshaped(workspace, one) for name, one in value.items()})


def _reshaped_object(workspace: Workspace, value: Json) -> Json:
    for key, added in _ADDED.items():
        if key in value:
            value = {name: one for name, one in value.items() if name not in added}
    for key, moved in _MOVED.items():
        if key in value:
            for name, after in moved.items():
                value = _with_moved(value, name, after)
    if "icon_small_dark" in value:
        large = {name: one.replace("icon_small", "icon_large") for name, one in value["icon_small"].items()}
        return {
            ("icon_large" if name == "icon_small_dark" else name): large if name == "icon_small_dark" else one
            for name, one in value.items()
        }
    if value.get("event") == "workflow_started":
        return {**value, "data": {name: one for name, one in value["data"].items() if name != "reason"}}
    if value.get("dify_model_identity"):
        return _file(workspace, value)
    if "data_source_detail_dict" in value and not value["doc_metadata"]:
        return {**value, "doc_metadata": None}
    if "tsne_position" in value and not value["child_chunks"]:
        return {**value, "child_chunks": None}
    if value.get("sign_content", "") is None:
        return {**value, "sign_content": value["content"]}
    return value


def _with_moved(value: Json, moved: str, after: str) -> Json:
    if moved not in value:
        return value
    reshaped: Json = {}
    for name, one in value.items():
        if name != moved:
            reshaped[name] = one
        if name == after:
            reshaped[moved] = value[moved]
    return reshaped


def _file(workspace: Workspace, file: Json) -> Json:
    links: Links = workspace.links
    order = ("type", "transfer_method", "remote_url", "related_id", "filename", "extension", "mime_type", "size", "url")
    reshaped = {
        "dify_model_identity": file["dify_model_identity"],
        "id": file["id"],
        "tenant_id": workspace.tenant_id,
        **{name: file[name] for name in order},
    }
    if file["related_id"]:
        reshaped["remote_url"] = links.preview(file["related_id"])
    return reshaped


# What the old parser says before its complaint about a field, by the newer server's class of the request.
_HELP = {
    "ChatRequestPayload": {
        "query": "The chat query",
        "inputs": "Input parameters for chat",
        "response_mode": "Response mode",
        "conversation_id": "Existing conversation ID",
    },
    "CompletionRequestPayload": {"inputs": "Input parameters for completion", "response_mode": "Response mode"},
    "MessageFeedbackPayload": {"rating": "Feedback rating", "content": "Feedback content"},
    "FeedbackListQuery": {"page": "Page number", "limit": "Number of feedbacks per page"},
    "MessageListQuery": {
        "conversation_id": "Conversation ID",
        "first_id": "First message ID for pagination",
        "limit": "Number of messages to return",
    },
    "ConversationListQuery": {
        "last_id": "Last conversation ID for pagination",
        "limit": "Number of conversations to return",
        "sort_by": "Sort order for conversations",
    },
    "ConversationVariablesQuery": {
        "last_id": "Last variable ID for pagination",
        "limit": "Number of variables to return",
    },
    "ConversationVariableUpdatePayload": {"value": "New value for the conversation variable"},
    "AnnotationCreatePayload": {"question": "Annotation question", "answer": "Annotation answer"},
    "AnnotationReplyActionPayload": {
        "score_threshold": "Score threshold for annotation matching",
        "embedding_provider_name": "Embedding provider name",
        "embedding_model_name": "Embedding model name",
    },
    "DatasetCreatePayload": {
        "name": "type is required. Name must be between 1 to 40 characters.",
        "indexing_technique": "Invalid indexing technique.",
        "permission": "Invalid permission.",
    },
    "MetadataArgs": {"type": "Metadata type", "name": "Metadata name"},
    "MetadataOperationData": {"operation_data": "Metadata operation data"},
}
_RANGES = {"FeedbackListQuery": (1, 101), "WorkflowLogQuery": (1, 100)}
_RANGE = (1, 100)
# What it says where it does not use that parser.
_OWN_WORDS: dict[tuple[str, str], Callable[[Problem], str]] = {
    ("HitTestingPayload", "query"): lambda problem: "Query is required and cannot exceed 250 characters",
    ("HitTestingPayload", "retrieval_model"): lambda problem: f"'{problem.value}' is not a valid RetrievalMethod",
    ("DocumentTextUpdate", ""): lambda problem: "Both text and name must be strings.",
    ("DocumentTextCreatePayload", "doc_form"): lambda problem: "doc_form is different from the dataset doc_form.",
}
_OTHER_MESSAGES = (
    (re.compile(r"'(.*)' is not a valid File(?:TransferMethod|Type)"), r"No matching enum found for value '\1'"),
    (re.compile(r"'(.*)' is not a valid ModelType"), r"invalid origin model type \1"),
)
_MISSING = "Missing required parameter in the JSON body"


def reworded(error: ServiceError) -> ServiceError:
    """An error in the older server's words."""
    if isinstance(error, RefusedFields):
        return _refused(error.model, error.problems[0])
    if error.code == "file_too_large":
        return ServiceError(413, error.code, "File size exceeded. {message}")
    for pattern, words in _OTHER_MESSAGES:
        if pattern.fullmatch(error.message):
            return ServiceError(error.status, error.code, pattern.sub(words, error.message))
    return error


def _refused(model: str, problem: Problem) -> ServiceError:
    field = problem.path[0] if problem.path else ""
    if (model, field) in _OWN_WORDS:
        return ServiceError(400, "invalid_param", _OWN_WORDS[model, field](problem))
    return refused_field(field, f"{_HELP.get(model, {}).get(field, '')} {_complaint(model, field, problem)}".strip())


def refused_field(field: str, text: str) -> ServiceError:
    """The error of the old parser."""
    message = "Input payload validation failed"
    return ServiceError(400, "", message, body={"errors": {field: text}, "message": message})


def _complaint(model: str, field: str, problem: Problem) -> str:
    value = problem.value
    if problem.kind == "missing":
        return _MISSING
    if value is None:
        return "Must not be null!"
    if problem.kind in ("literal_error", "enum"):
        return f"The value '{value}' is not a valid choice for '{field}'."
    if problem.kind in ("greater_than_equal", "less_than_equal"):
        least, most = _RANGES.get(model, _RANGE)
        return f"Invalid argument: {value}. argument must be within the range {least} - {most}"
    if problem.kind == "value_error":
        return f"{value} is not a valid uuid."
    if problem.kind == "dict_type":
        return f"dictionary update sequence element #0 has length {len(str(value)[:1])}; 2 is required"
    if problem.kind.startswith("string_too"):
        return "Name must be between 1 to 40 characters."
    return problem.text
