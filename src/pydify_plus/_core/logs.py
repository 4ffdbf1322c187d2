"""What a client tells its logger: at INFO each attempt in one line, at DEBUG what is sent and what comes, without keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .log_text import body_text, parts_text
from .redaction import redact, secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from logging import Logger

    from pydify_plus_generated.types import Call


def log_outcome(logger: Logger, call: Call[Any], outcome: object, started: float, attempt: int) -> None:
    """Tell what an attempt came to: a status, or the name of what was raised. `started` is in the time of `perf_counter`."""
    seconds = time.perf_counter() - started
    logger.info("%s %s: %s in %.0f ms, attempt %d", call.method, call.path, outcome, seconds * 1000, attempt)


def log_request(logger: Logger, call: Call[Any], request: Any, query: Mapping[str, Any], content: bytes) -> None:
    """Tell what is sent: the query, and the body's text or the form's parts."""
    secrets = secrets_in(request.headers)
    text = body_text(content, "json", secrets) if call.parts is None else parts_text(call.parts, secrets)
    asked = f"?{redact(urlencode(query, doseq=True), secrets)}" if query else ""
    logger.debug("%s %s%s: sends %s", call.method, call.path, asked, text)


def log_answer(logger: Logger, call: Call[Any], response: Any, content: bytes | None = None) -> None:
    """Tell the body of an answer, unless it is read piece by piece; of an error `content`, which is as much as was read."""
    if content is not None or response.is_stream_consumed:
        kind, secrets = response.headers.get("content-type", ""), secrets_in(response.request.headers)
        text = body_text(response.content if content is None else content, kind, secrets)
    else:
        text = "a body that is read as it comes"
    logger.debug("%s %s: answers %s", call.method, call.path, text)


def log_events(logger: Logger, call: Call[Any], response: Any, events: Iterable[str]) -> None:
    """Tell what a stream brings: the data of each event."""
    secrets = secrets_in(response.request.headers)
    for event in filter(None, events):
        logger.debug("%s %s: event %s", call.method, call.path, body_text(event.encode(), "json", secrets))
