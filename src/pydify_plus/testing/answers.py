"""The answers that the server gives, framed as a real Dify frames them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable
from typing import Any

from starlette.responses import Response, StreamingResponse

from .errors import ServiceError

_NOT_FOUND_PAGE = """\
<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
"""


def answer(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(value) + "\n", status, media_type="application/json")


def generated(value: Any) -> Response:
    """The JSON answer of a blocking generation, which Dify writes by another way than the rest."""
    return Response(json.dumps(value), media_type="application/json; charset=utf-8")


def success() -> Response:
    return answer({"result": "success"})


def deleted() -> Response:
    """No content, with the content type that Dify sends all the same."""
    return Response(status_code=204, media_type="application/json")


def refused(error: ServiceError) -> Response:
    """An error, with the challenge that belongs to a 401."""
    response = answer(error.body, error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def no_such_page() -> Response:
    return Response(_NOT_FOUND_PAGE, 404, media_type="text/html; charset=utf-8")


def event_stream(frames: AsyncIterable[str], *, headers: dict[str, str] | None = None) -> Response:
    return StreamingResponse(frames, media_type="text/event-stream; charset=utf-8", headers=headers)
