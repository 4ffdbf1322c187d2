"""What is fuzzed: each target takes any bytes, and raises AssertionError, or an error that is not documented, where something is wrong.

hypothesis and atheris run the same functions: see `scripts/fuzz`.
"""

from __future__ import annotations

import copy
import json
import math
import pickle
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit
from zlib import crc32

import httpx
from core.sse_reference import reference
from fuzz.source import Source, json_in, object_in

from pydify_plus import Client
from pydify_plus._core.base_url import normalize_base_url
from pydify_plus._core.content import Content
from pydify_plus._core.downloads import file_name_in
from pydify_plus._core.error_table import error_from_event, error_from_response, is_null_run_detail
from pydify_plus._core.final_answer import final_answer
from pydify_plus._core.multipart import segments_of
from pydify_plus._core.redaction import redact, redact_json
from pydify_plus._core.request import call_from_path
from pydify_plus._core.retry import RetryPolicy, parse_retry_after
from pydify_plus._core.sse import SSEDecoder
from pydify_plus._core.stream_state import StreamKind, StreamState
from pydify_plus._core.times import iso_time
from pydify_plus._core.uploads import upload_part
from pydify_plus.errors import DifyAPIError, DifyError
from pydify_plus.models.client_events import ClientGapEvent, ClientTextEvent
from pydify_plus_generated import models
from pydify_plus_generated.models import StreamEvent
from pydify_plus_generated.types import File, View, path_with

TARGETS: dict[str, Callable[[bytes], None]] = {}

SECRET = "app-PrIvAtE0000000000000001"


def target(function: Callable[[bytes], None]) -> Callable[[bytes], None]:
    TARGETS[function.__name__] = function
    return function


# Streams.


@target
def sse(data: bytes) -> None:
    """However a stream is split, its events are those that the standard's rules give."""
    whole = reference(data)
    flushed = reference(data + b"\n\n")
    random = Random(crc32(data))
    longest = (1, 9, 80) if len(data) < 200 else (40, 300)
    for chunks in ([data], *(_pieces(data, random, most) for most in longest)):
        decoder = SSEDecoder()
        events = [event for chunk in chunks for event in decoder.feed(chunk)]
        assert events == whole
        assert events + decoder.flush() == flushed


def _pieces(data: bytes, random: Random, longest: int) -> Iterable[bytes]:
    at = 0
    while at < len(data):
        length = 1 + int(random.random() * longest)
        yield data[at : at + length]
        at += length


_EVENTS = tuple(
    """
    message message_end message_replace message_file agent_message agent_thought tts_message tts_message_end
    error workflow_started workflow_finished workflow_paused node_started node_finished text_chunk text_replace
    client_text datasource_completed datasource_error human_input_required ping of_tomorrow
    """.split()  # noqa: SIM905
)
_FIELDS = tuple(
    """
    event data task_id workflow_run_id conversation_id message_id id created_at answer text metadata usage
    retriever_resources files audio status error reasons outputs reason workflow_id code message position
    """.split()  # noqa: SIM905
)


@target
def stream_state(data: bytes) -> None:
    """Whatever the events are, what they add up to can be asked for at any time."""
    signs = crc32(data)
    kind = list(StreamKind)[signs % len(StreamKind)]
    state = StreamState(kind, continue_on_pause=bool(signs & 64), collect_audio=bool(signs & 128))
    for event in _events_in(data):
        state.feed(event)
        assert isinstance(state.delta, str)
        assert state.text.endswith(state.delta)
        assert state.over_after is None or state.over_after >= 0
    json.dumps(
        [state.usage, state.retriever_resources, state.agent_thoughts, state.message_files, state.mode, state.failure]
    )
    assert state.audio is None or isinstance(state.audio, bytes)
    if state.complete and state.failure is None:
        assert isinstance(final_answer(state), dict)


def _events_in(data: bytes) -> list[dict[str, Any]]:
    """A JSON array of events, or some made of the bytes."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, list):
        return [event for event in value if isinstance(event, dict)]
    source = Source(data, (*_EVENTS, *_FIELDS))
    events: list[dict[str, Any]] = []
    while not source.is_empty and len(events) < 50:
        events.append(
            {"event": source.pick(_EVENTS), **{source.pick(_FIELDS): source.json() for _ in range(source.byte() % 6)}}
        )
    return events


@target
def client_stream(data: bytes) -> None:
    """A stream of any bytes, read by the client, gives events and an answer, or an error of the package."""
    signs = crc32(data)
    answering = _answering()
    answering.data, answering.content_type = data, "application/json" if signs % 16 == 0 else "text/event-stream"
    client = answering.client
    method: Callable[[], Any] = (
        lambda: client.chat.stream_chat_message(query="", collect_audio=True, resume=False),
        lambda: client.textgen.stream_completion_message(None, "", resume=False),
        lambda: client.workflows.stream_workflow(None, {}, resume=False),
    )[signs % 3]
    try:
        with method() as stream:
            for event in stream:
                repr(event), event.get("event"), event.data
            stream.final()
    except DifyError as error:
        _check_error(error)
    finally:
        repr(stream), stream.usage, stream.forms, stream.gaps, stream.status, stream.audio, stream.answer_so_far


class _Answering(httpx.BaseTransport):
    """Answers with bytes, in pieces, without a network."""

    def __init__(self) -> None:
        self.data, self.content_type = b"", ""
        self.client = Client("http://dify.test", SECRET, http_client=httpx.Client(transport=self), retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": self.content_type}, stream=_Bytes(self.data))


class _Bytes(httpx.SyncByteStream):
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Any:
        return iter(_pieces(self._data, Random(crc32(self._data)), 300))


_answering = cache(_Answering)


# Answers.

_ERROR_WORDS = (
    "code",
    "message",
    "status",
    "params",
    "errors",
    "error",
    "detail",
    "invalid_param",
    "not_found",
    "unauthorized",
    "too_many_requests",
    "Run failed: ",
    "1 validation error for X\nquery\n  Field required [type=missing]\n",
    "rate limit",
    "Invalid upload file",
    "completion_request_error",
    "<html><title>502</title>",
    "event",
    SECRET,
)
_STATUSES = (
    200,
    204,
    301,
    307,
    400,
    401,
    403,
    404,
    405,
    408,
    409,
    412,
    413,
    415,
    418,
    422,
    429,
    *range(500, 506),
    524,
    599,
)
_OPERATIONS = (
    "getWorkflowRunDetail",
    "sendChatMessage",
    "createDocumentFromFile",
    "updateMetadataField",
    "getConversationVariables",
    "of tomorrow",
)
_PATHS = ("/info", "/datasets/x/documents/y", "/workflows/run/none", "/v1/v1/info", "/tags", "/messages/{id}/feedbacks")


@target
def error_table(data: bytes) -> None:
    """Whatever an error answers with, it becomes an error of the package: readable, portable, without the key."""
    signs = crc32(data)
    headers = {
        "content-type": ("application/json", "text/html", "text/plain", "")[signs % 4],
        "retry-after": str(signs % 100),
    }
    if signs & 8:
        headers["x-version"] = "1.14.2"
    content = data if signs & 1 else json.dumps(object_in(data, _ERROR_WORDS)).encode()
    content = content.replace(b"%KEY%", SECRET.encode())
    status, operation, path = (values[signs // 16 % len(values)] for values in (_STATUSES, _OPERATIONS, _PATHS))
    error = error_from_response(
        status=status,
        headers=headers,
        content=content,
        operation=operation,
        key_kind="app",
        path=path,
        secrets=[SECRET],
    )
    assert error.status_code == status
    _check_error(error)


@target
def error_events(data: bytes) -> None:
    """The same for the error events of streams, and for details that are all null."""
    payload = object_in(data, _ERROR_WORDS)
    _check_error(error_from_event(payload, headers={}, operation="sendChatMessage", secrets=[SECRET]))
    is_null_run_detail(json_in(data))


def _check_error(error: DifyError) -> None:
    line = str(error)
    assert "\n" not in line
    assert "\r" not in line
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), vars(again)) == (type(error), line, vars(again))
    assert SECRET not in line + repr(error) + repr(vars(error))
    if isinstance(error, DifyAPIError):
        assert error.retry_after is None or math.isfinite(error.retry_after)
        RetryPolicy().delay(error, attempt=1, repeatable=True)


@cache
def _views() -> dict[str, type[View]]:
    named = {name: getattr(models, name) for name in models.__all__}
    views = {name: view for name, view in named.items() if isinstance(view, type) and issubclass(view, View)}
    return {**views, "ClientGapEvent": ClientGapEvent, "ClientTextEvent": ClientTextEvent}


@target
def views(data: bytes) -> None:
    """A view of any JSON reads, shows, copies and pickles; only a required field that is absent is an AttributeError."""
    classes = _views()
    first, _, rest = data.partition(b"\n")
    view_class = classes.get(first.decode("utf-8", "replace")) or [*classes.values()][crc32(data) % len(classes)]
    value = json_in(rest or data, tuple(view_class._fields.values()))
    view = view_class.from_dict(value)
    if not isinstance(value, dict):
        assert view is value
        return
    for name in view_class._fields:
        try:
            getattr(view, name)
        except AttributeError as problem:
            assert name in view_class._required and view_class._fields[name] not in value, problem  # noqa: PT017, PT018
    repr(view), dir(view)
    assert view.to_dict() == value or _has_nan(value)
    for again in (copy.copy(view), copy.deepcopy(view), pickle.loads(pickle.dumps(view))):  # noqa: S301
        assert type(again) is type(view)
        assert again == view or _has_nan(value)
    StreamEvent.from_dict(value)


def _has_nan(value: Any) -> bool:
    return "nan" in repr(value)


# What callers and servers give as text.


@target
def file_names(data: bytes) -> None:
    """A file's name and type, and the fields beside it, arrive as the parts that they are, and as nothing else."""
    from unit.wire import Upload, form_of

    source = Source(
        data, ('a"b', "a\r\nX-Forged: 1", "\r\n--", "name*=utf-8''x", "text/plain; charset=utf-8", ".mp3", "%22", "\\")
    )
    name, content_type, user = source.text(), source.text(), source.text()
    try:
        part = upload_part((name, source.rest()), content_type=content_type or None, audio=bool(len(name) % 2))
        request = httpx.Request("POST", "http://dify.test/", **_multipart(part, user))
    except (ValueError, TypeError):  # refused: nothing is sent
        return
    assert set(request.headers) == {"host", "content-length", "content-type"}
    form = form_of(request.headers["content-type"], request.read())
    assert form.keys() == {"file", "user"}
    assert form["user"] == user
    upload = form["file"]
    assert isinstance(upload, Upload)
    assert (
        upload.name == part.name.translate(_AS_SENT) or "\\" in part.name
    )  # of which this parser takes the end, as of a path
    assert (upload.content_type, upload.content) == (part.content_type.strip(), part.payload)


# As browsers write a name between quotes, and other control characters too.
_AS_SENT = {ord('"'): "%22", **{code: f"%{code:02X}" for code in range(32) if code != 27}}


def _multipart(part: Any, user: str) -> dict[str, Any]:
    content_type, segments = segments_of([("file", part), ("user", user)], None)
    body = b"".join(each if isinstance(each, bytes) else _read(each) for each in segments)
    return {"content": body, "headers": {"Content-Type": content_type}}


def _read(file: File) -> bytes:
    content = Content(file)
    content.rewind()
    return content.read(1 << 30)


@target
def download_names(data: bytes) -> None:
    """The name of a download stays a name: no path, no control character."""
    name = file_name_in({"content-disposition": data.decode("latin-1")})
    if name is not None:
        assert name not in ("", ".", "..")
        assert not {"/", "\\", "\0"}.intersection(name)
        assert name.isprintable()


@target
def ids(data: bytes) -> None:
    """An id stays in its segment of the path, or is refused."""
    given = data.decode("utf-8", "surrogateescape")
    try:
        path = path_with("/datasets/{dataset_id}/documents/{document_id}", dataset_id="d", document_id=given)
    except ValueError:
        return
    raw = httpx.URL(f"http://dify.test/v1{path}").raw_path.decode("ascii")
    segments = raw.split("/")
    assert segments[:-1] == ["", "v1", "datasets", "d", "documents"]
    assert unquote(segments[-1]) == given
    assert not {"?", "#"}.intersection(raw)


@target
def paths(data: bytes) -> None:
    """The path of a request that no operation describes stays below the base URL, or is refused."""
    given = data.decode("utf-8", "surrogateescape")
    try:
        call, _ = call_from_path("GET", given, {})
        url = httpx.URL(f"http://dify.test/v1{call.path}")
    except ValueError:
        return
    assert (url.host, url.query, url.fragment) == ("dify.test", b"", "")
    raw = url.raw_path.decode("ascii")
    assert raw.startswith("/v1/")
    assert not {".", ".."}.intersection(unquote(raw).replace("\\", "/").split("/"))


@target
def base_urls(data: bytes) -> None:
    """A base URL is brought into a form that stays, names the same host, and can be sent to; or it is refused."""
    given = data.decode("utf-8", "surrogateescape")
    try:
        url = normalize_base_url(given)
    except ValueError as problem:
        assert "\n" not in str(problem)  # noqa: PT017
        return
    assert url.endswith("/v1")
    assert normalize_base_url(url) == url
    parts, asked = httpx.URL(url), urlsplit(given.strip())
    assert parts.raw_host.decode() == str(asked.hostname)
    assert (parts.userinfo, parts.query, parts.fragment) == (b"", b"", "")
    assert parts.scheme in ("http", "https")
    assert parts.raw_path.endswith(b"/v1")
    assert httpx.Request("GET", f"{url}/info").headers["host"].startswith((str(asked.hostname), "["))


@target
def dotenv(data: bytes) -> None:
    """A `.env` file gives Dify's variables, in one line each, or an error with a line's number and nothing of what stands there."""
    from pydify_plus.cli.dotenv import parse_dotenv

    text = data.decode("utf-8", "replace")
    try:
        found = parse_dotenv(f"{text}\nDIFY_LAST='{SECRET}' # kept\n")
    except ValueError as problem:
        said = str(problem)
        assert re.fullmatch(
            r"line \d+: the quote that begins the value of DIFY_[A-Z0-9_]+ does not end on that line", said
        )
        return
    assert found.pop("DIFY_LAST") == SECRET
    for name, value in found.items():
        assert re.fullmatch(r"DIFY_[A-Z0-9_]+", name)
        assert len(value.splitlines()) <= 1
        assert name in text
    again = "\n".join('{}="{}"'.format(name, re.sub(r'(["\\])', r"\\\1", value)) for name, value in found.items())
    assert parse_dotenv(again) == found


@target
def retry_after(data: bytes) -> None:
    """A Retry-After of any text is a finite number of seconds from 0, or none."""
    value, _, date = data.decode("latin-1").partition("\n")
    seconds = parse_retry_after(
        {"retry-after": value, "date": date} if date else {"retry-after": value}, now=1_800_000_000.0
    )
    assert seconds is None or 0 <= seconds < math.inf


@target
def times(data: bytes) -> None:
    """A time of any text becomes one that can be read again, or a ValueError that names the parameter."""
    given = data.decode("utf-8", "surrogateescape")
    try:
        text = iso_time("created_at_after", given)
    except ValueError as problem:
        assert str(problem).startswith("created_at_after=")  # noqa: PT017
        return
    assert text is not None
    datetime.fromisoformat(text)


@target
def redaction(data: bytes) -> None:
    """A key that was sent is in nothing that is shown, wherever it stands."""
    text = data.decode("utf-8", "surrogateescape").replace("%KEY%", SECRET)
    assert SECRET not in redact(text, [SECRET])
    assert SECRET not in json.dumps(redact_json(json_in(data, (SECRET,)), [SECRET]))
