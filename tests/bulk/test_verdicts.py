"""What each error means for an item and its job."""

from __future__ import annotations

import pytest

from pydify_plus.bulk.engine.verdicts import Fate, Verdict, judge, kind_of
from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyConnectionError,
    DifyInputError,
    DifyNotFoundError,
    DifyRateLimitError,
    DifyServerError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
    DifyValidationError,
)

REFUSED = DifyRateLimitError(
    "Too many requests.", status_code=400, code="invalid_param", retryable=True, retry_after=3.0
)
IN_A_RUN = DifyRateLimitError("Run failed: rate limit", status_code=400, retryable=True, may_have_run=True)
QUOTA = DifyRateLimitError("quota", status_code=429, code="rate_limit_error")
QUOTA_IN_A_RUN = DifyRateLimitError("quota", status_code=400, may_have_run=True)
NEVER_SENT = DifyConnectionError("refused", may_have_run=False)
BAD_CERTIFICATE = DifyConnectionError("certificate", may_have_run=False, retryable=False)
MODEL = DifyAPIError("model", status_code=400, code="completion_request_error", may_have_run=True)
LOST = DifyTimeoutError("silence", may_have_run=True)
CUT = DifyStreamInterruptedError("cut")
GATEWAY = DifyServerError("Bad Gateway", status_code=502, retryable=True, may_have_run=True)
CRASH = DifyServerError("Internal Server Error", status_code=500, retryable=True, may_have_run=True)


@pytest.mark.parametrize(
    ("error", "unsafe", "safe", "kind"),
    [
        (REFUSED, Verdict(Fate.AGAIN, True, None, 3.0), Verdict(Fate.AGAIN, True, None, 3.0), "invalid_param"),
        (IN_A_RUN, Verdict(Fate.FAILED, True), Verdict(Fate.AGAIN, True), "http_400"),
        (QUOTA, Verdict(Fate.UNDONE, False, "quota"), Verdict(Fate.UNDONE, False, "quota"), "rate_limit_error"),
        (QUOTA_IN_A_RUN, Verdict(Fate.FAILED, False, "quota"), Verdict(Fate.FAILED, False, "quota"), "http_400"),
        (DifyAuthError("no", status_code=401, code="unauthorized"), *[Verdict(Fate.UNDONE, False, "key")] * 2, "unauthorized"),
        (NEVER_SENT, Verdict(Fate.AGAIN, True), Verdict(Fate.AGAIN, True), "connection"),
        (BAD_CERTIFICATE, *[Verdict(Fate.UNDONE, False, "connection")] * 2, "connection"),
        (LOST, Verdict(Fate.UNKNOWN), Verdict(Fate.AGAIN), "timeout"),
        (CUT, Verdict(Fate.UNKNOWN), Verdict(Fate.AGAIN), "streaminterrupted"),
        (GATEWAY, Verdict(Fate.UNKNOWN), Verdict(Fate.AGAIN), "http_502"),
        (CRASH, Verdict(Fate.FAILED), Verdict(Fate.AGAIN), "http_500"),
        (DifyServerError("x", status_code=500, event="error", retryable=True, may_have_run=True), *[Verdict(Fate.FAILED)] * 2, "http_500"),
        (DifyValidationError("x", status_code=400, code="invalid_param"), *[Verdict(Fate.FAILED)] * 2, "invalid_param"),
        (DifyNotFoundError("x", status_code=404, code="not_found"), *[Verdict(Fate.FAILED)] * 2, "not_found"),
        (MODEL, *[Verdict(Fate.FAILED)] * 2, "completion_request_error"),
        (DifyInputError([("text", "is required")]), *[Verdict(Fate.FAILED)] * 2, "inputs"),
        (FileNotFoundError("gone"), *[Verdict(Fate.FAILED)] * 2, "FileNotFoundError"),
    ],
)  # fmt: skip
def test_verdicts(error: Exception, unsafe: Verdict, safe: Verdict, kind: str) -> None:
    assert judge(error, repeatable=False) == unsafe
    assert judge(error, repeatable=True) == safe
    assert kind_of(error) == kind
