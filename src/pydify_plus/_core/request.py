"""What goes into an HTTP request, from a call and a caller's options."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from os import PathLike
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pydify_plus._version import __version__
from pydify_plus_generated.types import Call, File, as_is, multipart_parts, query_params, to_json

from .given_headers import GivenHeaders
from .keys import choose_key
from .options import RequestOptions
from .settings import check_headers
from .stream_state import StreamKind
from .tracing import TRACE_HEADER, current_trace_id
from .wire_logs import sending

if TYPE_CHECKING:
    from typing import Literal

    from .multipart import Parts
    from .settings import Settings

USER_AGENT = f"pydify-plus/{__version__}"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_KINDS = (
    ("/chat-messages", StreamKind.CHAT),
    ("/completion-messages", StreamKind.COMPLETION),
    ("/workflows/", StreamKind.WORKFLOW),
    ("/workflow/", StreamKind.RUN_EVENTS),
    ("/pipeline/run", StreamKind.PIPELINE),
    ("/pipeline/datasource/", StreamKind.DATASOURCE),
)


def body_of(call: Call[Any], extra: Mapping[str, Any] | None) -> dict[str, Any]:
    """The `httpx` arguments for a call's body, with `extra` fields laid over it: JSON, or nothing."""
    value: dict[str, Any] | None = call.json
    if extra:
        value = {**(value or {}), **to_json(extra)}
    if value is None:
        return {}
    # Written here and not by httpx, so that NaN is refused before anything is sent.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return {"content": text.encode("utf-8", "surrogatepass")}


def query_of(call: Call[Any], extra: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The query parameters of a call, with `extra` ones laid over them."""
    query = call.query or {}
    return {**query, **query_params(extra)} if extra else query


def set_headers(
    headers: MutableMapping[str, str],
    call: Call[Any],
    settings: Settings,
    options: Mapping[str, Any],
    *,
    is_json: bool,
) -> None:
    """Set a request's headers where they are kept: a dict of them would show the key in a traceback's local variables.

    Args:
        headers: Those of the request, which hold what the HTTP library sets by itself.
        call: The call; it decides which key is sent.
        settings: The client's.
        options: The caller's, whose `extra_headers` go before all others.
        is_json: Whether the body is JSON.

    Raises:
        ValueError: There is no key, or a header or trace id that cannot be sent.
    """
    headers["User-Agent"] = USER_AGENT
    if is_json:
        headers["Content-Type"] = "application/json"
    # Dify would take the header before the field.
    if not any(fields and "trace_id" in fields for fields in (call.json, options.get("extra_body"))):
        trace_id = current_trace_id(settings.trace_id)
        if trace_id is not None:
            headers[TRACE_HEADER] = trace_id
    given = settings.headers
    if options.get("extra_headers"):
        given = GivenHeaders({**given, **check_headers(options["extra_headers"])})
    if "authorization" not in map(str.lower, given):
        key = choose_key(call.key, app=settings.app_key, dataset=settings.dataset_key)
        if key is not None:
            headers["Authorization"] = f"Bearer {key.reveal()}"
    for name in given:
        headers[name] = given[name]
    sending.set(headers)


def is_rereadable(parts: Parts | None) -> bool:
    """Whether a body can be sent again from its start: a stream that cannot seek is spent after the first time."""
    for _, part in parts or ():
        if isinstance(part, File) and not isinstance(part.payload, (bytes, PathLike)):
            seekable = getattr(part.payload, "seekable", None)
            if seekable is None or not seekable():
                return False
    return True


def call_from_path(method: str, path: str, keywords: Mapping[str, Any]) -> tuple[Call[Any], dict[str, Any]]:
    """A call for a request that no operation describes, and the options among its keywords.

    Raises:
        TypeError: An unknown keyword.
        ValueError: A path that leads elsewhere than below the base URL.
    """
    keywords = dict(keywords)
    segments = unquote(path).replace("\\", "/").split("/")
    if not path.startswith("/") or path.startswith("//") or {".", ".."}.intersection(segments):
        raise ValueError(f"path must be one below the base URL, such as /info, not {path!r}")
    if not path.isprintable() or {"?", "#"}.intersection(path):
        raise ValueError(f"path must not have a query, a fragment or control characters: give params=, not {path!r}")
    method = method.upper()
    knowledge = path.startswith(("/datasets", "/workspaces"))
    key: Literal["app", "dataset"] = keywords.pop("key", "dataset" if knowledge else "app")
    body, files = keywords.pop("json", None), keywords.pop("files", None)
    call = Call(
        operation=f"{method} {path}",
        method=method,
        path=path,
        key=key,
        repeatable=keywords.pop("repeatable", method in _SAFE_METHODS),
        answer="json",
        parse=as_is,
        event=_event,
        query=query_params(keywords.pop("params", None) or {}),
        json=None if files else to_json(body),
        parts=[*multipart_parts(body or {}), *files] if files else None,
    )
    unknown = keywords.keys() - RequestOptions.__annotations__.keys() - {"idle_timeout", "total_timeout", "resume"}
    if unknown:
        raise TypeError(
            f"unknown keyword {sorted(unknown)[0]!r}: besides options it takes json, params, files, key and repeatable"
        )
    return call, keywords


def kind_of_path(path: str) -> StreamKind:
    """The kind of stream that a path answers with, which decides what ends it."""
    for part, kind in _KINDS:
        if part in path:
            return kind
    raise ValueError(
        f"no stream is known below {path!r}: chat-messages, completion-messages, workflows, workflow events and pipelines have one"
    )


def _event(payload: Any) -> Any:
    from pydify_plus_generated.models import StreamEvent

    return StreamEvent.from_dict(payload)
