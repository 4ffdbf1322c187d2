"""What Dify's errors mean: one table from status, code, message, operation and path to a class and a hint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from pydify_plus._core.error_text import ErrorText, read_error_body, read_error_object
from pydify_plus._core.redaction import redact, redact_headers
from pydify_plus._core.retry import parse_retry_after
from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyConflictError,
    DifyNotFoundError,
    DifyPermissionError,
    DifyRateLimitError,
    DifyServerError,
    DifyValidationError,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pydify_plus._core.keys import KeyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the table: what an answer looks like, and the error it is. A condition that is None holds always.

    Attributes:
        code: None in it stands for an answer without a code.
        message, path: Regular expressions, searched for; `message` in the text made readable, whatever its case.
        from_dify: Whether Dify itself answered, which names its version in a header of every answer.
        says: The message instead of the answer's. `says` and `hint` may name {operation}, {path}, {key} (the kind of
            key that the operation needs), {location} (of a redirect), {message}, and {id} (that group of `path`).
    """

    error: type[DifyAPIError]
    status: Collection[int] | None = None
    code: Collection[str | None] | None = None
    message: str | None = None
    operation: Collection[str] | None = None
    path: str | None = None
    is_html: bool | None = None
    from_dify: bool | None = None
    says: str | None = None
    hint: str | None = None
    retryable: bool = False
    may_have_run: bool = False


_UUID = r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?:[/?]|$)"
# The segments of Dify's routes that take nothing but a UUID, when they hold something else that is no word of a route.
_BAD_ID = (
    r"/(?:annotations|child_chunks|conversations|datasets|documents|end-users|files|messages|metadata|segments|variables"
    rf"|annotation-reply/\w+/status)/(?!built-in|download-zip|metadata|pipeline|status|tags|upload|{_UUID})(?P<id>[^/?]+)"
)
_BAD_RUN_ID = rf"/(?:workflows/run|workflow)/(?!{_UUID})(?P<id>[^/?]+)"

_GENERATION = ("sendChatMessage", "createCompletionMessage", "executeWorkflow", "runWorkflowById")
_DOCUMENT_FILES = ("createDocumentFromFile", "updateDocument", "updateDocumentByFile", "uploadPipelineFile")
_TAGS = ("createKnowledgeTag", "getKnowledgeTags", "updateKnowledgeTag", "deleteKnowledgeTag")

_RATE_LIMITED = r"(?:rate.?limit|too many requests|resource.?exhausted|throttl|\b(?:code|error|status)\D{0,10}429\b)"
_OUT_OF_QUOTA = r"(?:insufficient.?quota|exceeded your current quota)"

_BASE_URL = "Dify's API does not answer like this: is base_url its address, such as https://dify.example.com/v1?"
_BAD_ID_HINT = "{id!r} is not a UUID, which Dify's ids of this kind are."
_CONFIGURE = "Complete the app's model or model provider in Dify."
_PROVIDER = (
    "The model provider's answer, passed on by Dify. Not repeated, since part of the run may have been paid for."
)
_RUN_ID = (
    "A run goes by its workflow_run_id, not by its task_id; it must be this app's and, for its events, this user's."
)
_SAME_USER = "What a `user` made is reached with that same user and with a key of the same app only."
_OTHER_MODE = "of another mode than {operation} is for: use the methods for that mode, or another app's key."

# The first rule that fits decides; disguises and special cases stand before the statuses in general.
RULES: tuple[Rule, ...] = (
    # --- rates and quotas
    Rule(
        error=DifyRateLimitError,
        message=r"^Too many requests\. Please try again later",
        hint="The app runs as many requests at once as its settings in Dify allow.",
        retryable=True,
    ),
    Rule(error=DifyRateLimitError, code=("too_many_requests",), retryable=True),
    Rule(
        error=DifyRateLimitError,
        code=("forbidden",),
        message=r"request rate limit of your subscription",
        hint="The plan's limit of knowledge requests a minute.",
        retryable=True,
    ),
    Rule(
        error=DifyRateLimitError,
        code=("rate_limit_error", "provider_quota_exceeded"),
        hint="A quota of the plan or the model provider is used up: repeating does not help.",
    ),
    Rule(error=DifyRateLimitError, status=(429,), retryable=True),
    Rule(
        error=DifyPermissionError,
        code=("forbidden", "workflow_version_execution_not_allowed"),
        message=r"limit of your subscription|paid plan",
        hint="The plan of this Dify workspace does not allow more.",
    ),
    # --- a run that failed: by its model, at a node
    Rule(
        error=DifyRateLimitError,
        code=("completion_request_error",),
        message=_OUT_OF_QUOTA,
        hint=_PROVIDER,
        may_have_run=True,
    ),
    Rule(
        error=DifyRateLimitError,
        code=("completion_request_error",),
        message=_RATE_LIMITED,
        hint=_PROVIDER,
        retryable=True,
        may_have_run=True,
    ),
    Rule(error=DifyAPIError, code=("completion_request_error",), hint=_PROVIDER, may_have_run=True),
    Rule(error=DifyRateLimitError, message=rf"^Run failed: .*{_OUT_OF_QUOTA}", hint=_PROVIDER, may_have_run=True),
    Rule(
        error=DifyRateLimitError,
        message=rf"^Run failed: .*{_RATE_LIMITED}",
        hint=_PROVIDER,
        retryable=True,
        may_have_run=True,
    ),
    Rule(
        error=DifyAPIError,
        message=r"^Run failed: ",
        hint="A node of the app failed: the app's logs in Dify show which.",
        may_have_run=True,
    ),
    # --- inputs, whatever status comes with them
    Rule(
        error=DifyValidationError,
        message=r" is required in input form$| in input form must ",
        hint="The app's variables are its inputs: get_app_parameters() lists them.",
    ),
    Rule(error=DifyValidationError, code=("pipeline_run_error",), message=r" is not a valid \w+$"),
    Rule(
        error=DifyValidationError,
        message=r"^Unsupported datasource provider",
        hint="Files need no run of a datasource: upload them with the pipeline's file upload.",
    ),
    # --- the state of what is asked for
    Rule(
        error=DifyConflictError,
        message=r"^Workflow not published",
        hint="Publish the app or pipeline in Dify.",
    ),
    Rule(error=DifyConflictError, code=("not_chat_app", "not_workflow_app"), hint=f"The app is {_OTHER_MODE}"),
    Rule(
        error=DifyConflictError,
        code=("app_unavailable", "agent_not_published"),
        hint=f"The app is not published in Dify, or it is {_OTHER_MODE}",
    ),
    Rule(
        error=DifyConflictError,
        code=("provider_not_initialize", "model_currently_not_support", "provider_not_support_speech_to_text"),
        hint=_CONFIGURE,
    ),
    Rule(
        error=DifyConflictError,
        status=(400,),
        operation=_GENERATION,
        message=r"^Provider \S+ does not exist|^Model .*(?:not exist|not configured|not initialized)",
        hint=_CONFIGURE,
    ),
    Rule(
        error=DifyConflictError,
        code=("conversation_completed", "dataset_in_use", "dataset_not_initialized", "document_indexing"),
    ),
    Rule(
        error=DifyConflictError,
        status=(400,),
        message=r" is (?:not enabled|disabled)\.?$",
        hint="It is switched on in the app's features in Dify.",
    ),
    Rule(
        error=DifyConflictError,
        status=(400,),
        message=r"name already exists|^Can't update disabled segment|^Segment is (?:deleting|indexing)",
    ),
    # --- 400s for what does not exist
    Rule(error=DifyNotFoundError, status=(400,), message=r"^Document not found|^The job does not exist"),
    Rule(
        error=DifyNotFoundError,
        status=(400,),
        message=r"^Pipeline (?:or workflow )?not found",
        hint="Does the dataset have a pipeline, and is it published in Dify?",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(400,),
        operation=("getConversationVariables",),
        message=r"^$",
        says="There is no variable with the id given as last_id.",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(400,),
        operation=("updateMetadataField",),
        message=r"^Input should be a valid dictionary or object",
        says="Metadata field not found.",
    ),
    Rule(
        # Dify 1.9 answers this way for a run that does not exist: see `is_null_run_detail`.
        error=DifyNotFoundError,
        status=(200,),
        operation=("getWorkflowRunDetail",),
        is_html=False,
        says="Workflow run not found.",
        hint=_RUN_ID,
    ),
    # --- requests that are wrong as they are
    Rule(
        error=DifyValidationError,
        code=("file_too_large",),
        says="The file is larger than this server accepts.",
        hint="The server's UPLOAD_FILE_SIZE_LIMIT and its like set the limit.",
    ),
    Rule(
        error=DifyValidationError,
        status=(413,),
        is_html=True,
        says="The request is larger than a proxy before Dify accepts.",
        hint="Raise the proxy's limit (nginx: client_max_body_size).",
    ),
    Rule(
        error=DifyValidationError,
        status=(400,),
        operation=_DOCUMENT_FILES,
        message=r"^$",
        says="The type of the file is not supported, or the file is larger than this server accepts.",
    ),
    Rule(
        error=DifyValidationError,
        message=r"^Invalid upload file",
        hint="No such file, or one that another user uploaded: upload it with the `user` who uses it.",
    ),
    Rule(
        error=DifyValidationError,
        code=("unsupported_audio_type",),
        hint="Dify goes by the part's MIME type: audio/mp3, m4a, wav, amr or mpga (audio/mpeg is refused).",
    ),
    Rule(
        error=DifyValidationError,
        message=r"does not support blocking mode|only supports streaming",
        hint="Use a stream, or leave response_mode out.",
    ),
    Rule(
        error=DifyValidationError,
        message=r"^Cannot use draft workflow version|^Invalid workflow_id format",
        hint="workflow_id is the UUID of a published version; without it the current one runs.",
    ),
    Rule(
        error=DifyValidationError,
        code=("bad_request_key_error",),
        says="A part of the form is missing, such as the file.",
    ),
    # --- keys and permissions
    Rule(
        error=DifyAuthError,
        status=(401,),
        message=r"^Authorization (?:header|scheme) must",
        hint="The key did not reach Dify: does a proxy drop or replace the Authorization header?",
    ),
    Rule(
        error=DifyAuthError,
        status=(401,),
        hint="{operation} needs {key}. A key of another kind or server, or a deleted one, is answered like this.",
    ),
    Rule(error=DifyPermissionError, code=("file_access_denied",), hint=_SAME_USER),
    Rule(
        error=DifyPermissionError,
        message=r"API service has been disabled|api access is not enabled",
        hint="Switch on the service API of the app, or of the dataset, in Dify.",
    ),
    Rule(error=DifyPermissionError, code=("archived_document_immutable",), hint="Unarchive the document first."),
    # --- what does not exist
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        is_html=True,
        path=r"/v1/v1(?:/|$)",
        says="Dify has no {path}.",
        hint="base_url names /v1 twice.",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        is_html=True,
        from_dify=True,
        path=_BAD_ID,
        says="Dify has no {path}.",
        hint=_BAD_ID_HINT,
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        is_html=True,
        from_dify=True,
        says="Dify has no {path}.",
        hint="This version of Dify does not have the operation, or an id in the path is not a UUID.",
    ),
    Rule(
        error=DifyAPIError,
        status=(405,),
        hint="This version of Dify does not have the operation.",
    ),
    Rule(
        error=DifyNotFoundError,
        code=("file_not_found",),
        operation=("previewChatFile",),
        hint="Only a file that was used in a message has a preview.",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        operation=_TAGS,
        message=r"^Dataset not found",
        hint="Dify 1.9 answers this to every operation on tags, a bug that newer versions do not have.",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        message=r"^Workflow not found with id",
        hint="workflow_id is the UUID of a published version of this app's workflow; without it the current one runs.",
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        message=r"^Workflow run not found",
        hint=_RUN_ID,
    ),
    Rule(
        error=DifyNotFoundError,
        status=(404,),
        message=r"^(?:First |Last )?(?:Conversation|Message) Not Exists",
        hint=_SAME_USER,
    ),
    # --- failures of servers and proxies
    Rule(
        error=DifyServerError,
        status=(500,),
        operation=("getWorkflowRunDetail", "streamWorkflowEvents"),
        path=_BAD_RUN_ID,
        hint=_BAD_ID_HINT,
    ),
    *(
        Rule(
            error=DifyServerError,
            status=(500,),
            operation=(operation,),
            hint=hint,
            retryable=True,
            may_have_run=True,
        )
        for operation, hint in (
            (
                "getConversationVariables",
                "variable_name fails in Dify on PostgreSQL: leave it out and choose from the list.",
            ),
            ("initialAnnotationReplySettings", "The action is enable or disable; Dify fails on any other."),
            (
                "listSegments",
                "Dify fails on a status that it does not know; completed, indexing and error are some that it does.",
            ),
            ("renameConversation", "Dify 1.9 fails without both name and auto_generate."),
            ("createDocumentFromText", "Dify 1.9 fails without a process_rule."),
        )
    ),
    Rule(
        error=DifyServerError,
        status=(502, 504, 524),
        operation=_GENERATION,
        hint="A proxy gave up, the run may go on: streams, which send pings, are not cut like this.",
        retryable=True,
        may_have_run=True,
    ),
    Rule(error=DifyServerError, status=(501, 505)),
    Rule(error=DifyServerError, status=range(500, 600), retryable=True, may_have_run=True),
    # --- answers that are not Dify's
    Rule(
        error=DifyAPIError,
        status=range(300, 400),
        says="The server redirects to {location} in place of an answer.",
        hint="Give the address it redirects to as base_url (https:// for http://, as a rule).",
    ),
    Rule(
        error=DifyAPIError,
        status=range(200, 300),
        is_html=True,
        says="The server answered with a web page ({message}), not with JSON.",
        hint=_BASE_URL,
        may_have_run=True,
    ),
    Rule(
        error=DifyAPIError,
        status=range(200, 300),
        says="The answer is not what {operation} answers with.",
        hint=_BASE_URL,
        may_have_run=True,
    ),
    Rule(error=DifyNotFoundError, status=(404,), code=(None,), from_dify=False, hint=_BASE_URL),
    Rule(error=DifyPermissionError, status=(403,), code=(None,), from_dify=False, hint=_BASE_URL),
    # --- the statuses in general
    Rule(error=DifyPermissionError, status=(403,)),
    Rule(error=DifyNotFoundError, status=(404,)),
    Rule(error=DifyAPIError, status=(408,), retryable=True, may_have_run=True),
    Rule(error=DifyConflictError, status=(409, 412)),
    Rule(error=DifyValidationError, status=(400, 413, 415, 422)),
    Rule(error=DifyAPIError),
)

_KEY_NEEDED: dict[KeyKind, str] = {
    "app": "the API key of an app (app-…, on the app's API Access page)",
    "dataset": "a knowledge API key (dataset-…, under Knowledge, API)",
    "none": "a key that this server knows",
}


def error_from_response(
    *,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    operation: str,
    key_kind: KeyKind = "none",
    path: str = "",
    secrets: Iterable[str] = (),
) -> DifyAPIError:
    """The error that an HTTP answer is: one of status 400 and above, a redirect, or one that is not what was asked for.

    Args:
        status: The HTTP status.
        headers: The answer's headers.
        content: The answer's body.
        operation: Dify's name of the operation.
        key_kind: The kind of key that the operation needs.
        path: The path that was asked for, as sent.
        secrets: The keys that were sent; they are masked wherever the answer repeats them.
    """
    secrets = tuple(secrets)
    headers = {name.lower(): value for name, value in redact_headers(headers, secrets).items()}
    text = content.decode("utf-8", "replace")
    is_html = "html" in headers.get("content-type", "") or text[:20].lstrip().lower().startswith(("<!doctype", "<html"))
    return _error(
        status=status,
        text=read_error_body(text, is_html=is_html, secrets=secrets),
        headers=headers,
        operation=operation,
        key_kind=key_kind,
        path=path,
    )


def error_from_event(
    payload: Mapping[str, Any],
    *,
    headers: Mapping[str, str],
    operation: str,
    key_kind: KeyKind = "none",
    text: str = "",
    secrets: Iterable[str] = (),
) -> DifyAPIError:
    """The error that an `error` or `datasource_error` event of a stream is.

    Args:
        payload: The event.
        headers: The headers of the answer that the stream is.
        operation: Dify's name of the operation.
        key_kind: The kind of key that the operation needs.
        text: The text that the stream brought before it.
        secrets: The keys that were sent; they are masked wherever the event repeats them.
    """
    secrets = tuple(secrets)
    status = payload.get("status")
    error = _error(
        status=status if isinstance(status, int) else 500,
        text=read_error_object(payload, secrets=secrets),
        headers={name.lower(): value for name, value in redact_headers(headers, secrets).items()},
        operation=operation,
        key_kind=key_kind,
        path="",
    )
    error.event = redact(str(payload.get("event", "error")), secrets)
    error.text = text
    return error


def is_null_run_detail(body: object) -> bool:
    """Whether an answer to getWorkflowRunDetail is all null, which is how Dify 1.9 says that there is no such run.

    `error_from_response` makes a DifyNotFoundError of such an answer.
    """
    fields = cast("dict[str, object]", body) if isinstance(body, dict) else {}
    return bool(fields) and all(value is None for value in fields.values())


def _error(
    *, status: int, text: ErrorText, headers: Mapping[str, str], operation: str, key_kind: KeyKind, path: str
) -> DifyAPIError:
    rule = _first_that_fits(status, text, operation, path, from_dify="x-version" in headers)
    bad_id = re.search(rule.path, path) if rule.path else None
    message = text.message or _phrase(status)
    names = {
        "operation": operation,
        "path": path,
        "key": _KEY_NEEDED[key_kind],
        "location": headers.get("location", "another address"),
        "message": message,
        **(bad_id.groupdict() if bad_id else {}),
    }
    return rule.error(
        rule.says.format_map(names) if rule.says else message,
        status_code=status,
        code=text.code,
        hint=rule.hint.format_map(names) if rule.hint else None,
        fields=text.fields,
        body=text.body,
        headers=headers,
        operation=operation,
        retryable=rule.retryable,
        retry_after=parse_retry_after(headers),
        may_have_run=rule.may_have_run,
    )


def _first_that_fits(status: int, text: ErrorText, operation: str, path: str, *, from_dify: bool) -> Rule:
    def fits(rule: Rule) -> bool:
        return (
            (rule.status is None or status in rule.status)
            and (rule.code is None or text.code in rule.code)
            and (rule.operation is None or operation in rule.operation)
            and (rule.is_html is None or rule.is_html == text.is_html)
            and (rule.from_dify is None or rule.from_dify == from_dify)
            and (rule.message is None or re.search(rule.message, text.message, re.IGNORECASE) is not None)
            and (rule.path is None or re.search(rule.path, path) is not None)
        )

    return next(rule for rule in RULES if fits(rule))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"
