"""The bodies of errors, made readable: one line of message and the fields that are wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, cast

from pydify_plus._core.redaction import redact, redact_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# In characters: of a body that is kept, of a text that is searched, of a message.
_MOST_BODY = 64 * 1024
_MOST_TEXT = 8 * 1024
_MOST_MESSAGE = 1000

_PYDANTIC_HEAD = re.compile(r"\d+ validation errors? for \S+\n")
_PYDANTIC_LINK = "For further information visit"
_ROUTE_SUGGESTION = "You have requested this URI ["
_PYTHON_OBJECT = re.compile(r"<(?:[\w.]+\.)?(\w+) object at 0x[0-9a-f]+>")
_PYTHON_METHOD = re.compile(r"<bound method ([\w.]+) of \w+>")
_TITLE = re.compile(r"<(title|h1)\b[^<>]*>([^<]*)</\1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What the body of an error says."""

    message: str
    body: object
    code: str | None = None
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    is_html: bool = False


def read_error_body(text: str, *, is_html: bool, secrets: Iterable[str] = ()) -> ErrorText:
    """Read a body of whatever kind: Dify's forms of JSON, those of common gateways, an HTML page, plain text."""
    if is_html:
        page = redact(text[:_MOST_BODY], secrets)
        title = _TITLE.search(page)
        return ErrorText(_bounded(unescape(title[2])) if title else "", page, is_html=True)
    try:
        body = json.loads(text) if len(text) <= _MOST_BODY else None
        if isinstance(body, dict):
            return read_error_object(cast("dict[str, Any]", body), secrets=secrets)
    except (ValueError, RecursionError):
        pass
    plain = redact(text[:_MOST_BODY], secrets)
    return ErrorText(_bounded(plain), plain)


def read_error_object(body: Mapping[str, Any], *, secrets: Iterable[str] = ()) -> ErrorText:
    """Read the JSON object of an error, or the payload of an error event.

    Dify has `{"code", "message", "status"}`, at times with `params`, the name of the wrong field; on some routes
    `{"error": text}`; and from older servers `{"errors": {field: text}, "message"}`. Gateways have `{"detail": text}`
    and `{"error": {"message", "code"}}`.
    """
    body = cast("dict[str, Any]", redact_json(dict(body), secrets))
    nested = body.get("error")
    inner: Mapping[str, Any] = cast("dict[str, Any]", nested) if isinstance(nested, dict) else body
    code = inner.get("code")
    raw = next((inner[name] for name in ("message", "error", "detail") if isinstance(inner.get(name), str)), "")
    message, fields = _readable(raw)
    by_name = body.get("errors")
    if isinstance(by_name, dict) and by_name:
        fields = [
            (str(name), _bounded(_readable(str(text))[0])) for name, text in cast("dict[str, object]", by_name).items()
        ]
        message = _joined(fields)
    elif isinstance(body.get("params"), str) and not fields:
        fields = [(body["params"], message)]
        message = _joined(fields)
    return ErrorText(_bounded(message), body, code if isinstance(code, str) and code else None, fields)


def _readable(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without what only the server's authors understand, and the field problems that it names."""
    text = _PYTHON_METHOD.sub(r"\1", _PYTHON_OBJECT.sub(r"\1", text[:_MOST_TEXT]))
    text = text.partition(_ROUTE_SUGGESTION)[0]
    # Dify 1.9 sends the template of this message unfilled.
    text = text.replace("{message}", "")
    head = _PYDANTIC_HEAD.search(text)
    if head is None:
        return text, []
    fields = _pydantic_problems(text[head.end() :])
    return text[: head.start()] + _joined(fields), fields


def _pydantic_problems(text: str) -> list[tuple[str, str]]:
    """The problems in pydantic's report: a line with the field's path, none for the whole body, then indented lines."""
    found: list[tuple[str, str]] = []
    name = ""
    for line in text.splitlines():
        if not line.startswith(" "):
            name = line.strip()
        elif (problem := line.strip()) and not problem.startswith(_PYDANTIC_LINK):
            found.append((name, problem.partition(" [type=")[0].removeprefix("Value error, ")))
            name = ""
    return found


def _joined(fields: list[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {problem}" if name else problem for name, problem in fields)


def _bounded(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _MOST_MESSAGE else f"{line[:_MOST_MESSAGE]} …"
