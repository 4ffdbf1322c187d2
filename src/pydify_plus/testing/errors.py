"""The errors of the embedded Dify: status, code and message as a real server words them."""

from __future__ import annotations

from .json_values import Json


class ServiceError(Exception):
    """An answer other than success.

    Args:
        status: The HTTP status.
        code: Dify's name for the kind of error.
        message: What Dify says, which may be empty.
        body: The whole JSON body, for the few errors that have another form than code, message and status.
    """

    def __init__(self, status: int, code: str, message: str, *, body: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.body = body if body is not None else {"code": code, "message": message, "status": status}

    @property
    def told(self) -> Json:
        """The error as an event of a stream has it."""
        return {"code": self.code, "status": self.status, "message": self.message}


class UnknownPath(Exception):
    """No route has this path, which a malformed id causes too: Dify answers with a page of HTML."""


class InternalError(ServiceError):
    """What Dify answers when its own code fails; the form differs in the order of its keys."""

    def __init__(self) -> None:
        message = "Internal Server Error"
        super().__init__(500, "unknown", message, body={"message": message, "code": "unknown", "status": 500})


def invalid_param(message: str) -> ServiceError:
    return ServiceError(400, "invalid_param", message)


def bad_request(message: str) -> ServiceError:
    return ServiceError(400, "bad_request", message)


def not_found(message: str) -> ServiceError:
    return ServiceError(404, "not_found", message)


def unauthorized(message: str) -> ServiceError:
    return ServiceError(401, "unauthorized", message)


def forbidden(message: str) -> ServiceError:
    return ServiceError(403, "forbidden", message)


def unreadable_json() -> ServiceError:
    return bad_request("The browser (or proxy) sent a request that this server could not understand.")


def not_json() -> ServiceError:
    message = "Did not attempt to load JSON data because the request Content-Type was not 'application/json'."
    return ServiceError(415, "unsupported_media_type", message)


def method_not_allowed() -> ServiceError:
    return ServiceError(405, "method_not_allowed", "The method is not allowed for the requested URL.")


def not_chat_app() -> ServiceError:
    return ServiceError(400, "not_chat_app", "Please check if your app mode matches the right API route.")


def not_workflow_app() -> ServiceError:
    return ServiceError(400, "not_workflow_app", "Please check if your app mode matches the right API route.")


def app_unavailable() -> ServiceError:
    return ServiceError(400, "app_unavailable", "App unavailable, please check your app configurations.")


def no_file_uploaded() -> ServiceError:
    return ServiceError(400, "no_file_uploaded", "Please upload your file.")


def too_many_files() -> ServiceError:
    return ServiceError(400, "too_many_files", "Only one file is allowed.")


def unsupported_file_type() -> ServiceError:
    return ServiceError(415, "unsupported_file_type", "File type not allowed.")
