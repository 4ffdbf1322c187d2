"""What went wrong, in words for the people who chat. The details are for the log."""

from __future__ import annotations

from pydify_plus.errors import (
    DifyAuthError,
    DifyConflictError,
    DifyError,
    DifyNotFoundError,
    DifyPermissionError,
    DifyRateLimitError,
    DifyServerError,
    DifyTransportError,
    DifyValidationError,
)


def in_words(error: DifyError) -> tuple[int, str]:
    """The HTTP status and the words for an error of Dify's."""
    match error:
        case DifyRateLimitError(retryable=True, retry_after=float() | int() as seconds):
            return 429, f"Too much is being asked at the moment. Please try again in {max(1, round(seconds))} seconds."
        case DifyRateLimitError(retryable=True):
            return 429, "Too much is being asked at the moment. Please try again in a minute."
        case DifyRateLimitError():
            return 429, "The quota of this app is used up."
        case DifyAuthError() | DifyPermissionError():
            return 502, "This page is not set up properly: Dify does not let it in. Please tell those who run it."
        case DifyNotFoundError():
            return 404, "This is not there any more."
        case DifyValidationError(status_code=413):
            return 413, "This file is too large."
        case DifyValidationError() | DifyConflictError():
            return 422, f"The app does not take this: {error.message}"
        case DifyTransportError() | DifyServerError():
            return 502, "Dify cannot be reached at the moment. Please try again."
        case _:
            return 502, "The app failed to answer. Please try again."
