from __future__ import annotations

import copy
import pickle
import re
from typing import Any

import pytest

import pydify_plus.errors as errors
from pydify_plus.errors import (
    DifyAPIError,
    DifyConnectionError,
    DifyError,
    DifyInputError,
    DifyNotFoundError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
    DifyTransportError,
    DifyValidationError,
)

CLASSES = {
    name: value for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, DifyError)
}

EXAMPLES: list[DifyError] = [
    DifyError("wrong"),
    DifyInputError([("text", "is required")]),
    DifyConnectionError("connection refused", may_have_run=False, operation="getChatAppInfo"),
    DifyTimeoutError("no byte for 30 s", may_have_run=True, retryable=False),
    DifyStreamInterruptedError(
        "cut", task_id="t", workflow_run_id="r", conversation_id="c", message_id="m", text="Hel"
    ),
    DifyValidationError(
        "query: Field required",
        status_code=400,
        code="invalid_param",
        hint="Give it.",
        fields=[("query", "Field required")],
        body={"code": "invalid_param"},
        headers={"X-Version": "1.14.2", "X-Request-Id": "abc"},
        operation="sendChatMessage",
        event="error",
        text="Hel",
        retryable=True,
        retry_after=1.5,
        may_have_run=True,
    ),
]


def drawn_parents() -> dict[str, str | None]:
    """Each class of the drawing in the module's docstring, with the class that it hangs from."""
    parents: dict[str, str | None] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if drawn := re.match(r"([ │├└─]*)(Dify\w+)(?:  |$)", line):
            depth = (len(drawn[1]) + 2) // 4
            path[depth:] = [drawn[2]]
            parents[drawn[2]] = path[depth - 1] if depth else None
    return parents


def test_the_drawing_is_the_hierarchy() -> None:
    assert drawn_parents() == {
        name: None if kind is DifyError else (kind.__base__ or DifyError).__name__ for name, kind in CLASSES.items()
    }


def test_every_class_is_exported() -> None:
    assert sorted(CLASSES) == errors.__all__


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301
def test_a_copy_has_all_that_the_error_has(error: DifyError, twin_of: Any) -> None:
    twin = twin_of(error)
    assert twin is not error
    assert (type(twin), twin.args, vars(twin), str(twin)) == (type(error), error.args, vars(error), str(error))


def test_a_message_of_many_lines_is_one_line() -> None:
    assert str(DifyError("a\n  b\u2028c\td ")) == "a b c d"


def test_a_text_that_a_server_sent_cannot_forge_a_line_or_drive_a_terminal() -> None:
    assert str(DifyError("red \x1b[31m half \ud800 back\x08 茶")) == "red \\x1b[31m half \\ud800 back\\x08 茶"
    error = DifyAPIError("no", status_code=400, code="a\nINFO: forged", hint="see\rthere")
    assert str(error) == "no (400 a INFO: forged) Hint: see there"


def test_the_text_of_an_api_error_says_what_where_and_what_to_do() -> None:
    error = DifyNotFoundError("Dataset not found.", status_code=404, code="not_found", operation="getDatasetDetail")
    assert str(error) == "Dataset not found. (getDatasetDetail: 404 not_found)"
    error.hint = "Look again."
    assert str(error) == "Dataset not found. (getDatasetDetail: 404 not_found) Hint: Look again."
    assert str(DifyAPIError("Bad Gateway", status_code=502)) == "Bad Gateway (502)"


def test_the_body_is_in_no_text_of_the_error() -> None:
    error = DifyAPIError("no", status_code=400, body={"prompt": "private words"}, text="private words")
    assert "private" not in f"{error} {error!r}"


def test_headers_are_found_in_lower_case_and_name_version_and_request() -> None:
    error = DifyAPIError("no", status_code=400, headers={"X-Version": "1.14.2", "CF-Ray": "ray"})
    assert error.headers == {"x-version": "1.14.2", "cf-ray": "ray"}
    assert (error.server_version, error.request_id) == ("1.14.2", "ray")
    assert DifyAPIError("no", status_code=400).request_id is None


def test_connection_timeout_and_interrupted_stream_are_siblings() -> None:
    kinds = (DifyConnectionError, DifyTimeoutError, DifyStreamInterruptedError)
    assert {kind.__base__ for kind in kinds} == {DifyTransportError}
    assert not issubclass(DifyAPIError, DifyTransportError)
