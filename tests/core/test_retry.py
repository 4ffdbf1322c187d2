from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from pydify_plus._core.retry import RetryPolicy, parse_retry_after
from pydify_plus.errors import (
    DifyAPIError,
    DifyConnectionError,
    DifyRateLimitError,
    DifyServerError,
    DifyTimeoutError,
    DifyValidationError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER_SENT = DifyConnectionError("refused", may_have_run=False)
SENT_AND_LOST = DifyTimeoutError("silence", may_have_run=True)
UNTRUSTED = DifyConnectionError("certificate", may_have_run=False, retryable=False)
BUSY = DifyRateLimitError("busy", status_code=429, retryable=True)
PROVIDER_BUSY = DifyRateLimitError("busy", status_code=400, retryable=True, may_have_run=True)
QUOTA = DifyRateLimitError("quota", status_code=429)
FAILED = DifyServerError("failed", status_code=503, retryable=True, may_have_run=True)
WRONG = DifyValidationError("wrong", status_code=400)


def policy(**options: Any) -> RetryPolicy:
    return RetryPolicy(**{"random": lambda: 1.0, **options})


@pytest.mark.parametrize(
    ("error", "any_operation", "repeatable_operation"),
    [
        (NEVER_SENT, True, True),
        (BUSY, True, True),
        (SENT_AND_LOST, False, True),
        (PROVIDER_BUSY, False, True),
        (FAILED, False, True),
        (UNTRUSTED, False, False),
        (QUOTA, False, False),
        (WRONG, False, False),
    ],
    ids=lambda value: str(value),
)
def test_only_what_was_surely_not_processed_is_repeated_for_every_operation(
    error: Any, any_operation: bool, repeatable_operation: bool
) -> None:
    assert (policy().delay(error, attempt=1, repeatable=False) is not None) is any_operation
    assert (policy().delay(error, attempt=1, repeatable=True) is not None) is repeatable_operation
    assert policy().delay(error, attempt=1, repeatable=True, rereadable=False) is None


def test_retries_counts_the_repeats() -> None:
    waits = [policy(retries=3).delay(NEVER_SENT, attempt=attempt, repeatable=False) for attempt in (1, 2, 3, 4)]
    assert waits == [1.0, 2.0, 4.0, None]
    assert policy(retries=0).delay(NEVER_SENT, attempt=1, repeatable=True) is None


@pytest.mark.parametrize(
    ("drawn", "attempt", "wait"), [(0.0, 3, 0.0), (0.5, 1, 0.25), (0.5, 4, 2.0), (1.0, 5, 6.0), (1.0, 5000, 6.0)]
)
def test_the_wait_is_drawn_from_all_of_a_bounded_doubling_range(drawn: float, attempt: int, wait: float) -> None:
    chosen = policy(retries=10_000, backoff_factor=0.5, max_delay=6.0, random=lambda: drawn)
    assert chosen.delay(BUSY, attempt=attempt, repeatable=False) == wait


@pytest.mark.parametrize(
    ("retry_after", "wait"), [(5.0, 5.0), (0.0, 1.0), (60.0, 60.0), (60.5, None), (math.inf, None)]
)
def test_the_server_is_never_asked_before_the_time_it_names(retry_after: float, wait: float | None) -> None:
    error = DifyRateLimitError("busy", status_code=429, retryable=True, retry_after=retry_after)
    assert policy().delay(error, attempt=1, repeatable=False) == wait


def test_by_default_waits_differ() -> None:
    waits = {RetryPolicy().delay(NEVER_SENT, attempt=1, repeatable=False) for _ in range(20)}
    assert len(waits) > 1
    assert all(wait is not None and 0 <= wait < 1 for wait in waits)


@pytest.mark.parametrize(
    "options",
    [{"retries": -1}, {"retries": 1.5}, {"retries": True}, {"backoff_factor": -1}, {"backoff_factor": math.nan},
     {"max_delay": math.inf}, {"retry_after_cap": "60"}],
)  # fmt: skip
def test_a_policy_that_means_nothing_is_refused_by_name(options: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        RetryPolicy(**options)


DATE = "Sun, 22 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "Sun, 22 Nov 2026 08:00:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 08:00:30 -0000", "date": DATE}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 07:00:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 08:00:30 GMT"}, 10.0),
        ({"retry-after": "9" * 400}, 1e9),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "."}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(headers: Mapping[str, str], seconds: float | None) -> None:
    assert parse_retry_after(headers, now=1795334420.0) == seconds


def test_retry_after_without_any_clock_given_counts_from_now() -> None:
    assert parse_retry_after({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}) == 0.0


def test_a_server_error_asks_for_its_wait_too() -> None:
    error = DifyAPIError("busy", status_code=503, retryable=True, retry_after=9.0)
    assert policy().delay(error, attempt=1, repeatable=False) == 9.0
