"""What can go wrong, as exceptions.

DifyError
 ├─ DifyInputError                   an app's inputs are wrong, found before anything was sent
 ├─ DifyTransportError               no complete answer came from Dify
 │   ├─ DifyConnectionError          no connection, or it broke
 │   ├─ DifyTimeoutError             the time for connecting or for silence ran out
 │   └─ DifyStreamInterruptedError   an event stream ended before its end
 ├─ DifyIndexingError                documents that were waited for did not become indexed
 └─ DifyAPIError                     Dify answered, with an error
     ├─ DifyAuthError                401: the API key
     ├─ DifyPermissionError          403: switched off, another user's, or not in the plan
     ├─ DifyNotFoundError            404: no such object, or no such operation on this server
     ├─ DifyConflictError            409, 412 and the 400s that mean it: the state of things forbids it
     ├─ DifyRateLimitError           429 and its disguises: a rate or a quota is used up
     ├─ DifyValidationError          413, 415, 422 and the 400s that mean it: the request itself is wrong
     └─ DifyServerError              5xx: Dify or a proxy before it failed

An error of Dify that is none of these, such as the failure of an app's model, is a plain `DifyAPIError`.
Every error can be pickled and copied; `str(error)` is one line and never holds an API key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .models.indexing import IndexingReport

__all__ = [
    "DifyAPIError",
    "DifyAuthError",
    "DifyConflictError",
    "DifyConnectionError",
    "DifyError",
    "DifyIndexingError",
    "DifyInputError",
    "DifyNotFoundError",
    "DifyPermissionError",
    "DifyRateLimitError",
    "DifyServerError",
    "DifyStreamInterruptedError",
    "DifyTimeoutError",
    "DifyTransportError",
    "DifyValidationError",
]


def _restore(kind: type[DifyError], args: tuple[Any, ...], state: dict[str, Any]) -> DifyError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


def _one_line(text: str) -> str:
    """The text as a terminal and a log may have it: no line end, no control character, no half of a character."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


class DifyError(Exception):
    """The base of every error of this package.

    Attributes:
        message: What went wrong, in one line.
    """

    def __init__(self, message: str) -> None:
        self.message = _one_line(message)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are pickled by calling the class with `args` alone, which required keywords do not survive.
        return _restore, (type(self), self.args, self.__dict__.copy())


class DifyInputError(DifyError, ValueError):
    """An app's form does not take these inputs. Nothing was sent.

    Attributes:
        fields: The inputs that are wrong, as pairs of name and problem.
    """

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self.fields = list(fields)
        super().__init__(f"the app does not take these inputs: {'; '.join(f'{name} {text}' for name, text in fields)}")


class DifyTransportError(DifyError):
    """No complete answer came from Dify.

    Attributes:
        may_have_run: Whether Dify may have carried out the request. False only when it was certainly never sent;
            otherwise repeating a call that generates, creates or deletes can do it twice.
        retryable: Whether the same request may succeed later (not so for a certificate that is not trusted, say).
        operation: Dify's name of the operation, such as `sendChatMessage`.
    """

    def __init__(
        self, message: str, *, may_have_run: bool, retryable: bool = True, operation: str | None = None
    ) -> None:
        super().__init__(message)
        self.may_have_run = may_have_run
        self.retryable = retryable
        self.operation = operation


class DifyConnectionError(DifyTransportError):
    """The connection could not be made, or it broke before the answer was complete."""


class DifyTimeoutError(DifyTransportError):
    """Connecting took too long, or the server was silent for too long. The run may go on in Dify."""


class DifyStreamInterruptedError(DifyTransportError):
    """An event stream ended without the event that ends it. Whatever is known of the run is here.

    What was being generated goes on in Dify. The saved answer of a chat or agent app is read by `recover()`, here or of the stream, or by
    `client.chat.get_chat_message(error.message_id, conversation_id=error.conversation_id)`; a run of a workflow or chatflow is joined
    again by `client.workflows.resume_stream(error)`, for as long as its `workflow_run_id` is known.

    Attributes:
        task_id: For stopping the run.
        workflow_run_id: For reading the run's state or its event stream again.
        conversation_id: The conversation of a chat.
        message_id: The message of a chat or completion.
        text: The text received so far.
    """

    def __init__(
        self,
        message: str,
        *,
        may_have_run: bool = True,
        retryable: bool = True,
        operation: str | None = None,
        task_id: str | None = None,
        workflow_run_id: str | None = None,
        conversation_id: str | None = None,
        message_id: str | None = None,
        text: str = "",
    ) -> None:
        super().__init__(message, may_have_run=may_have_run, retryable=retryable, operation=operation)
        self.task_id = task_id
        self.workflow_run_id = workflow_run_id
        self.conversation_id = conversation_id
        self.message_id = message_id
        self.text = text
        self._recover: Callable[..., Any] | None = None  # how the client that raised this reads the saved answer

    def __reduce__(self) -> tuple[Any, ...]:
        restore, (kind, args, state) = super().__reduce__()
        return restore, (kind, args, {**state, "_recover": None})  # no client travels with an error

    def __copy__(self) -> DifyError:
        return _restore(type(self), self.args, self.__dict__.copy())

    def recover(self, *, within: float = 60.0) -> Any:
        """Get the answer that Dify has saved of a chat, agent or chatflow message: the generation goes on there.

        GET /messages, until the answer is there, over failures that may pass. Tokens and prices are not saved with it. A completion app
        keeps no history.

        Args:
            within: The seconds to wait for an answer that is still being made.

        Returns:
            The `Message`, to be awaited when `AsyncClient` raised this error.

        Raises:
            DifyStreamInterruptedError: No answer was there in time, or no event had told the ids of the conversation and the message.
            DifyAPIError: The history cannot be read, now or later.
            DifyError: The error came out of a pickle, and has no client.

        Example:
            >>> try:
            ...     text = client.chat.create_chat_message(query="Hello").answer
            ... except DifyStreamInterruptedError as error:
            ...     text = error.recover().answer
        """
        if self._recover is None:
            raise DifyError(
                "an error out of a pickle has no client: read the answer by client.chat.get_chat_message(error.message_id, "
                "conversation_id=error.conversation_id)"
            )
        return self._recover(within=within)


class DifyIndexingError(DifyError):
    """Documents that were waited for did not become indexed: it failed, it was paused, or the time was up.

    Attributes:
        report: How far each document is. `report.pending` is empty unless the time was up.
    """

    def __init__(self, message: str, report: IndexingReport) -> None:
        super().__init__(message)
        self.report = report


class DifyAPIError(DifyError):
    """Dify, or a proxy before it, answered with an error.

    Attributes:
        message: What is wrong, in one line, made readable.
        status_code: The HTTP status; of an error inside an event stream the status that the event names, 500 if none.
        code: Dify's code, such as `invalid_param`; None when the answer has none.
        hint: What to do about it, where that is known.
        fields: The fields that are wrong, as pairs of name and problem.
        body: The answer as it came: a JSON object, else text. Keys are masked, and a large body is cut.
        headers: The answer's headers, names in lower case, secrets masked.
        operation: Dify's name of the operation, such as `sendChatMessage`.
        event: The name of the stream event that brought the error; None when it came as an HTTP status.
        text: The text generated before the failure.
        retryable: Whether the same request may succeed after a wait.
        retry_after: The seconds that the answer asks to wait; None when it does not say.
        may_have_run: Whether Dify may have carried out some of the request before it failed.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        hint: str | None = None,
        fields: Sequence[tuple[str, str]] = (),
        body: object = None,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
        event: str | None = None,
        text: str = "",
        retryable: bool = False,
        retry_after: float | None = None,
        may_have_run: bool = False,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.code = code
        self.hint = hint
        self.fields = list(fields)
        self.body = body
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.operation = operation
        self.event = event
        self.text = text
        self.retryable = retryable
        self.retry_after = retry_after
        self.may_have_run = may_have_run

    @property
    def server_version(self) -> str | None:
        """The version of Dify that answered; None when no Dify did, or a proxy hides it."""
        return self.headers.get("x-version")

    @property
    def request_id(self) -> str | None:
        """The id under which a gateway or Dify's tracing knows this request. Dify by itself gives none."""
        for name in ("x-request-id", "x-trace-id", "cf-ray"):
            if name in self.headers:
                return self.headers[name]
        return None

    def __str__(self) -> str:
        status = f"{self.status_code} {self.code}" if self.code else str(self.status_code)
        where = f"{self.operation}: {status}" if self.operation else status
        line = f"{self.message} ({where})"
        return _one_line(f"{line} Hint: {self.hint}" if self.hint else line)


class DifyAuthError(DifyAPIError):
    """401: the key is missing, unknown, or of the wrong kind (an app's for a knowledge key, or the reverse)."""


class DifyPermissionError(DifyAPIError):
    """403: the API is switched off, the object is another user's or read-only, or the plan does not include it."""


class DifyNotFoundError(DifyAPIError):
    """404: there is no such object for this key and user, or this server does not have the operation."""


class DifyConflictError(DifyAPIError):
    """409, 412 and the 400s that mean it: the request is in order, but the state of what it is about forbids it.

    A name is taken, an app is not published, is of another mode or has no working model, a feature is switched off, a
    segment is disabled, a form is already submitted. The same request succeeds once that state is another one.
    """


class DifyRateLimitError(DifyAPIError):
    """429 and its disguises: a rate limit of Dify or of the model provider, or a quota.

    `retryable` tells them apart: a rate limit clears after a wait (`retry_after` seconds, if the server says), a quota
    does not. A model provider's limit can be met in the middle of a run: then `may_have_run` is True.
    """


class DifyValidationError(DifyAPIError):
    """422 and the 400s that mean it, 413 and 415: the request is refused as it is; `fields` says why, where known."""


class DifyServerError(DifyAPIError):
    """5xx: Dify, or a proxy before it, failed or gave up. A run that was started may go on."""
