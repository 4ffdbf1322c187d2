"""What an error means for an item and for its whole job."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyError,
    DifyInputError,
    DifyRateLimitError,
    DifyServerError,
    DifyTransportError,
)

_NEVER_ANSWERED = frozenset({408, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses of what stands before Dify: they say nothing of what Dify does."""


class Fate(StrEnum):
    """What becomes of an item."""

    AGAIN = "again"
    """It is sent again, as a few attempts allow."""
    UNDONE = "undone"
    """Nothing was done for it, and it is left for another time."""
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done about an error.

    Attributes:
        fate: The item's.
        slower: Whether the whole job has to slow down; then attempts are not counted.
        stop: Why the whole job has to stop; None when it does not.
        retry_after: The seconds that the answer asks to wait.
    """

    fate: Fate
    slower: bool = False
    stop: str | None = None
    retry_after: float | None = None


def judge(error: Exception, *, repeatable: bool) -> Verdict:
    """What is to be done about an error of one call.

    Args:
        error: What it raised.
        repeatable: Whether the call does no harm when Dify carries it out twice.
    """
    if isinstance(error, DifyRateLimitError):
        return _of_a_rate_limit(error, repeatable)
    if isinstance(error, DifyAuthError):
        return Verdict(Fate.UNDONE, stop="key")
    if isinstance(error, DifyTransportError):
        if not error.retryable:
            return Verdict(Fate.UNDONE, stop="connection") if not error.may_have_run else Verdict(Fate.UNKNOWN)
        if not error.may_have_run:
            return Verdict(Fate.AGAIN, slower=True)
        return Verdict(Fate.AGAIN if repeatable else Fate.UNKNOWN)
    if isinstance(error, DifyAPIError) and error.retryable and error.event is None:
        overloaded = error.status_code in _NEVER_ANSWERED
        if repeatable or not error.may_have_run:
            return Verdict(Fate.AGAIN, retry_after=error.retry_after)
        return Verdict(Fate.UNKNOWN if overloaded else Fate.FAILED)
    return Verdict(Fate.FAILED)


def _of_a_rate_limit(error: DifyRateLimitError, repeatable: bool) -> Verdict:
    if not error.retryable:
        return Verdict(Fate.FAILED if error.may_have_run else Fate.UNDONE, stop="quota")
    if (
        error.may_have_run and not repeatable
    ):  # a model's limit was met in the middle of a run, some of which may be paid
        return Verdict(Fate.FAILED, slower=True, retry_after=error.retry_after)
    return Verdict(Fate.AGAIN, slower=True, retry_after=error.retry_after)


def kind_of(error: Exception) -> str:
    """A short name for an error's kind, by which a report counts."""
    if isinstance(error, DifyInputError):
        return "inputs"
    if isinstance(error, DifyServerError):
        return f"http_{error.status_code}"
    if isinstance(error, DifyAPIError):
        return error.code or f"http_{error.status_code}"
    if isinstance(error, DifyError):
        return type(error).__name__.removeprefix("Dify").removesuffix("Error").lower()
    return type(error).__name__


def text_of(error: Exception) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    if isinstance(error, DifyError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
