"""Errors that no recording holds: other servers' and proxies' answers, and what the documents say of the cloud."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from core.expected_errors import recorded_errors

from pydify_plus._core import error_table
from pydify_plus._core.error_table import Rule, error_from_event, error_from_response, is_null_run_detail
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

DIFY = {"x-version": "1.14.2", "content-type": "application/json"}
PROXY_PAGE = {"content-type": "text/html", "server": "nginx"}
UUID = "4aec26ab-71ca-4331-aa8f-ffa03d4ffee9"
KEY = "app-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"


def page(title: str) -> str:
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body></html>"


def answer(
    status: int, body: Any = None, *, headers: Any = None, operation: str = "sendChatMessage", **more: Any
) -> DifyAPIError:
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return error_from_response(status=status, headers=headers or DIFY, content=content, operation=operation, **more)


def dify(status: int, code: str, message: str, **more: Any) -> DifyAPIError:
    return answer(status, {"code": code, "message": message, "status": status}, **more)


KNOWLEDGE_LIMIT = "Sorry, you have reached the knowledge base request rate limit of your subscription."
CAPACITY = "The capacity of the vector space has reached the limit of your subscription."
QUOTA = "Your quota for Dify Hosted OpenAI has been exhausted."

# error, class, retryable, may have run
DOCUMENTED = [
    (dify(429, "too_many_requests", "Too many requests."), DifyRateLimitError, True, False),
    (dify(429, "rate_limit_error", "Rate Limit Error"), DifyRateLimitError, False, False),
    (dify(403, "forbidden", KNOWLEDGE_LIMIT), DifyRateLimitError, True, False),
    (dify(403, "forbidden", CAPACITY), DifyPermissionError, False, False),
    (dify(403, "forbidden", "No permission."), DifyPermissionError, False, False),
    (dify(403, "file_access_denied", "Access to the requested file is denied."), DifyPermissionError, False, False),
    (dify(400, "provider_quota_exceeded", QUOTA), DifyRateLimitError, False, False),
    (dify(400, "completion_request_error", "[openai] Rate Limit Error, code 429"), DifyRateLimitError, True, True),
    (dify(400, "completion_request_error", "You exceeded your current quota"), DifyRateLimitError, False, True),
    (dify(400, "completion_request_error", "1429 tokens are too few"), DifyAPIError, False, True),
    (dify(400, "invalid_param", "Run failed: [openai] Rate Limit Error"), DifyRateLimitError, True, True),
    (dify(400, "invalid_param", "Run failed: insufficient_quota"), DifyRateLimitError, False, True),
    (dify(400, "invalid_param", "Run failed: division by zero"), DifyAPIError, False, True),
    (
        dify(400, "provider_not_initialize", "No valid model provider credentials found."),
        DifyConflictError,
        False,
        False,
    ),
    (dify(400, "dataset_not_initialized", "Still being initialized."), DifyConflictError, False, False),
    (dify(400, "invalid_param", "Model is not configured"), DifyConflictError, False, False),
    (dify(422, "unprocessable", "no"), DifyValidationError, False, False),
    (answer(405, page("405"), headers=PROXY_PAGE), DifyAPIError, False, False),
    (answer(408, page("408 Request Time-out"), headers=PROXY_PAGE), DifyAPIError, True, True),
    (answer(413, page("413 Request Entity Too Large"), headers=PROXY_PAGE), DifyValidationError, False, False),
    (answer(429, page("429 Too Many Requests"), headers=PROXY_PAGE), DifyRateLimitError, True, False),
    (answer(403, page("403 Forbidden"), headers=PROXY_PAGE), DifyPermissionError, False, False),
    (answer(404, page("404: This page could not be found"), headers=PROXY_PAGE), DifyNotFoundError, False, False),
    (answer(404, {"message": "no Route matched"}, headers={"server": "kong"}), DifyNotFoundError, False, False),
    (answer(404, page("404 Not Found"), path="/v1/v1/info"), DifyNotFoundError, False, False),
    (answer(418, {"message": "teapot"}), DifyAPIError, False, False),
    (answer(500, {"code": "unknown"}, operation="listSegments"), DifyServerError, True, True),
    (answer(501, page("501"), headers=PROXY_PAGE), DifyServerError, False, False),
    (answer(502, page("502 Bad Gateway"), headers=PROXY_PAGE), DifyServerError, True, True),
    (answer(502, page("502 Bad Gateway"), headers=PROXY_PAGE, operation="getChatAppInfo"), DifyServerError, True, True),
    (answer(524, page("host | 524: A timeout occurred"), headers=PROXY_PAGE), DifyServerError, True, True),
    (answer(301, "", headers={"location": "https://dify.example.com/v1/info"}), DifyAPIError, False, False),
    (answer(200, page("Dify"), headers=PROXY_PAGE), DifyAPIError, False, True),
    (answer(200, '{"answer": "Hel'), DifyAPIError, False, True),
]


@pytest.mark.parametrize(("error", "kind", "retryable", "may_have_run"), DOCUMENTED, ids=lambda value: str(value)[:60])
def test_a_documented_error_becomes_its_class(
    error: DifyAPIError, kind: type[DifyAPIError], retryable: bool, may_have_run: bool
) -> None:
    assert (type(error), error.retryable, error.may_have_run) == (kind, retryable, may_have_run)
    assert "\n" not in str(error)
    assert "<" not in str(error)


def test_every_rule_of_the_table_decides_some_error(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Rule] = []
    decide = error_table._first_that_fits

    def watched(*args: Any, **more: Any) -> Rule:
        used.append(decide(*args, **more))
        return used[-1]

    monkeypatch.setattr(error_table, "_first_that_fits", watched)
    for recorded in recorded_errors():
        recorded.read()
    for error, *_ in DOCUMENTED:
        error_from_response(
            status=error.status_code,
            headers=error.headers,
            content=(error.body if isinstance(error.body, str) else json.dumps(error.body)).encode(),
            operation=error.operation or "",
            path="/v1/v1/info" if "twice" in (error.hint or "") else "",
        )
    assert [rule for rule in error_table.RULES if rule not in used] == []


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (
            dify(401, "unauthorized", "Access token is invalid", key_kind="app"),
            "Access token",
            "needs the API key of an app",
        ),
        (
            dify(401, "unauthorized", "Access token is invalid", key_kind="dataset"),
            "Access token",
            "needs a knowledge API",
        ),
        (answer(404, page("404 Not Found"), path="/v1/v1/info"), "Dify has no /v1/v1/info.", "/v1 twice"),
        (answer(404, page("404 Not Found"), path="/datasets/X/documents"), "Dify has no", "'X' is not a UUID"),
        (
            answer(404, page("404 Not Found"), path=f"/datasets/{UUID}/documents/{UUID}/segments/7"),
            "Dify",
            "'7' is not",
        ),
        (answer(404, page("404 Not Found"), path=f"/datasets/{UUID}/tags"), "Dify has no", "version of Dify"),
        (answer(404, page("404 | Next.js"), headers=PROXY_PAGE), "404 | Next.js", "is base_url its address"),
        (answer(200, page("Dify"), headers=PROXY_PAGE), "a web page (Dify), not with JSON", "is base_url its address"),
        (answer(302, "", headers={"Location": "https://x/v1"}), "redirects to https://x/v1", "as base_url"),
        (answer(504, page("504 Gateway Time-out"), headers=PROXY_PAGE), "504 Gateway Time-out", "the run may go on"),
        (
            answer(500, {}, operation="getWorkflowRunDetail", path="/v1/workflows/run/task-1"),
            "Internal",
            "'task-1' is not",
        ),
        (
            answer(500, {}, operation="getWorkflowRunDetail", path=f"/workflows/run/{UUID}"),
            "Internal Server Error",
            None,
        ),
        (answer(599, b""), "HTTP status 599", None),
    ],
)
def test_message_and_hint_say_what_to_do(error: DifyAPIError, message: str, hint: str | None) -> None:
    assert message in error.message
    assert error.hint is hint if hint is None else hint in str(error)


def test_a_500_for_an_id_that_is_no_uuid_is_final() -> None:
    more = {"operation": "streamWorkflowEvents", "path": "/workflow/x/events"}
    assert not answer(500, {"code": "unknown"}, **more).retryable


def test_an_event_without_a_code_is_judged_by_its_message() -> None:
    missing = {"event": "error", "message": "text is required in input form", "status": 500}
    error = error_from_event(missing, headers=DIFY, operation="executeWorkflow", text="so far")
    assert isinstance(error, DifyValidationError)
    assert (error.event, error.status_code, error.text, error.body) == ("error", 500, "so far", missing)

    error = error_from_event({"event": "error", "message": "boom"}, headers=DIFY, operation="executeWorkflow")
    assert isinstance(error, DifyServerError)


@pytest.mark.parametrize(
    ("body", "fields", "message"),
    [
        (
            {
                "message": "2 validation errors for X\na.0.b\n"
                "  Field required [type=missing, input_value=1, input_type=int]\n"
                "    For further information visit https://errors.pydantic.dev/2.12/v/missing\nc\n"
                "  Value error, must be [a, b] [type=value_error, input_value='[type=x]', input_type=str]\n"
            },
            [("a.0.b", "Field required"), ("c", "must be [a, b]")],
            "a.0.b: Field required; c: must be [a, b]",
        ),
        (
            {"error": "1 validation error for X\n  Value error, too many [type=value_error, input_value=1]"},
            [("", "too many")],
            "too many",
        ),
        (
            {"errors": {"a": "one\ntwo", "b": "three"}, "message": "Input payload validation failed"},
            [("a", "one two"), ("b", "three")],
            "a: one two; b: three",
        ),
        (
            {"code": "invalid_param", "message": "must be positive", "params": "limit"},
            [("limit", "must be positive")],
            "limit: must be positive",
        ),
        ({"error": {"message": "quota", "code": "insufficient"}}, [], "quota"),
        ({"detail": "Not authenticated"}, [], "Not authenticated"),
        ({"message": ["a", "b"]}, [], "Bad Request"),
        (["a"], [], '["a"]'),
        ("", [], "Bad Request"),
        ("plain words\nof a proxy", [], "plain words of a proxy"),
    ],
)
def test_the_forms_of_bodies_are_read(body: Any, fields: list[tuple[str, str]], message: str) -> None:
    error = answer(400, body)
    assert (error.fields, error.message) == (fields, message)
    assert isinstance(error, DifyValidationError)


def test_a_key_in_the_answer_shows_nowhere_in_the_error() -> None:
    secret = "gateway key/1"
    echo = {"code": "x", "message": f"bad {KEY} and {secret}", "deep": [{f"k {secret}": f"Bearer {KEY}"}]}
    headers = {"X-Echo": secret, "Set-Cookie": "session=1", "Location": f"https://me:{secret}@host/"}
    for error in (
        answer(401, echo, headers=headers, secrets=[secret]),
        answer(302, f"plain {secret} {KEY}", headers=headers, secrets=[secret]),
        answer(200, page(f"{secret} {KEY}"), headers=headers, secrets=[secret]),
        error_from_event({"event": "error", **echo}, headers=headers, operation="x", secrets=[secret]),
    ):
        everything = f"{error} {error!r} {vars(error)}"
        assert secret not in everything
        assert KEY not in everything
        assert "session=1" not in everything


def test_a_long_answer_is_cut() -> None:
    error = answer(500, "x" * 1_000_000)
    assert len(str(error)) < 1_200
    assert isinstance(error.body, str)
    assert len(error.body) == 64 * 1024
    assert len(answer(500, {"message": "x" * 1_000_000}).message) < 1_200


@pytest.mark.parametrize(
    "body",
    [
        b"7" * 60_000,
        b" " * 60_000 + b"x",
        b'{"message": "' + b" " * 60_000 + b'"}',
        b'{"message": "' + b"7" * 60_000 + b'"}',
        b'{"message": ' + b"[" * 60_000,
        b'{"message": ' + b"[" * 400 + b"]" * 400 + b"}",
        b"<html>" + b"<title " * 9_000,
        b"<html><title>" + b" " * 60_000,
        b"bearer " * 9_000,
        b"\xff\xfe\x00" * 9_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_made_to_be_hard_is_read_in_linear_time(body: bytes) -> None:
    # What is quadratic takes minutes here; the processor's time does not count what else the machine does.
    started = time.process_time()
    assert isinstance(answer(500, body), DifyServerError)
    assert time.process_time() - started < 10


def test_retry_after_is_read_from_the_answer() -> None:
    assert dify(429, "too_many_requests", "no", headers={**DIFY, "Retry-After": "7"}).retry_after == 7.0


@pytest.mark.parametrize(
    ("body", "is_null"),
    [
        ({"id": None, "status": None}, True),
        ({"id": "x", "outputs": None}, False),
        ({"a": []}, False),
        ({}, False),
        (None, False),
    ],
)
def test_a_run_of_which_all_is_null_is_no_run(body: object, is_null: bool) -> None:
    assert is_null_run_detail(body) is is_null


def test_an_auth_error_of_an_operation_without_a_key_still_reads_well() -> None:
    error = dify(401, "unauthorized", "no", operation="getServerIndex")
    assert isinstance(error, DifyAuthError)
    assert "getServerIndex needs a key that this server knows" in str(error)
