"""What the generated operations make of their arguments: what the description says, and nothing else."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import re
from email.parser import BytesParser
from email.policy import HTTP
from inspect import Parameter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from description.strict import Description
from generated.operations import build, functions, parameters, path_parameters, snake
from python_multipart import parse_form
from recorded import Exchange, exchanges

from pydify_plus._sync.upload import Upload
from pydify_plus_generated.models import FeedbackRating, InputFile
from pydify_plus_generated.types import UNSET, Call, File

if TYPE_CHECKING:
    from pathlib import Path

DIFY = Description()
OPERATIONS = pytest.mark.parametrize("operation", DIFY.operations)
SOME_ID = "fb36de60-ee23-4b25-a26f-8a7b1ec65f11"
PATH_IDS = [(operation, name) for operation in DIFY.operations for name in path_parameters(operation)]
NO_IDS = {
    "empty": "",
    "dot": ".",
    "dots": "..",
    "slash": f"{SOME_ID}/documents/{SOME_ID}",
    "leading slash": f"/{SOME_ID}",
    "climbing": "../datasets",
    "backslash": f"{SOME_ID}\\documents",
    "quoted slash": f"{SOME_ID}%2Fdocuments",
    "quoted dots": "%2e%2e",
    "quoted null": f"{SOME_ID}%00",
    "query": f"{SOME_ID}?user=other",
    "fragment": f"{SOME_ID}#x",
    "line feed": f"{SOME_ID}\n",
    "CR LF": f"{SOME_ID}\r\nX-Other: 1",
    "null": "\0",
    "tab": "a\tb",
    "delete": "a\x7f",
    "C1 control": "a\x85b",
    "line separator": "a\u2028b",
    "right to left": "a\u202eb",
    "half a surrogate": "a\ud800",
}


def body_fields(operation: str) -> dict[str, Any]:
    """The fields of an operation's body by name."""
    content = DIFY.operations[operation].get("requestBody", {}).get("content", {})
    for media in content.values():
        return dict(DIFY.resolve(media["schema"])[1]["properties"])
    return {}


def nullable_fields(operation: str) -> set[str]:
    def null(node: Any) -> bool:
        return "null" in node.get("type", []) or any(null(branch) for branch in node.get("oneOf", []))

    return {name for name, node in body_fields(operation).items() if null(DIFY.resolve(node)[1])}


@OPERATIONS
def test_a_call_is_what_the_description_says(operation: str) -> None:
    described = DIFY.operations[operation]
    ids = {name: f"some-{name}" for name in path_parameters(operation)}
    call = build(operation, **ids)
    assert call.operation == operation
    assert call.method == described["method"].upper()
    assert call.path == described["path"].format(**ids)
    assert call.key == described["x-dify-key"]
    assert call.repeatable is described["x-dify-repeatable"]
    assert call.events == set(described.get("x-dify-events", []))
    assert (call.event is not None) == bool(call.events)
    status = min(status for status in described["responses"] if status < "300")
    media = list(DIFY.media(operation, int(status)) or {})
    kinds = {"application/json": "json", "text/event-stream": "empty"}
    assert call.answer == (kinds.get(media[0], "bytes") if media else "empty")
    content = described.get("requestBody", {}).get("content", {})
    assert (call.json is not None) == ("application/json" in content)
    assert (call.parts is not None) == ("multipart/form-data" in content)


def test_there_is_a_call_for_every_described_operation_and_no_other() -> None:
    assert functions().keys() == {snake(operation) for operation in DIFY.operations}


@OPERATIONS
def test_a_call_takes_what_the_description_declares(operation: str) -> None:
    declared = DIFY.operations[operation].get("parameters", [])
    names = [parameter["name"] for parameter in declared] + list(body_fields(operation))
    assert {snake(name) for name in names} == parameters(operation).keys()
    needed = {parameter["name"] for parameter in declared if parameter.get("required")}
    for media in DIFY.operations[operation].get("requestBody", {}).get("content", {}).values():
        needed |= set(DIFY.resolve(media["schema"])[1].get("required", []))
    given = parameters(operation).items()
    required = {name for name, parameter in given if parameter.default is Parameter.empty}
    assert required == {snake(name) for name in needed}
    ids = [parameter["name"] for parameter in declared if parameter["in"] == "path"]
    assert [name for name, parameter in given if parameter.kind is not Parameter.KEYWORD_ONLY] == ids


@OPERATIONS
def test_none_is_left_out(operation: str) -> None:
    keepers = {snake(name) for name in nullable_fields(operation)}
    optional = {name: p.default for name, p in parameters(operation).items() if p.default is not Parameter.empty}
    assert {name for name, default in optional.items() if default is UNSET} == keepers & optional.keys()
    assert set(map(repr, optional.values())) <= {"None", "UNSET"}
    bare, same = build(operation), build(operation, **{name: None for name in optional if name not in keepers})
    assert (bare.query, bare.json) == (same.query, same.json)
    assert (bare.query or {}).keys() <= {p["name"] for p in DIFY.operations[operation].get("parameters", [])}
    assert None not in (bare.query or {}).values()
    assert None not in (bare.json or {}).values()
    assert all(value is not None for _, value in bare.parts or ())


def test_null_goes_out_only_where_it_has_a_meaning_and_was_given() -> None:
    def body(**given: Any) -> Any:
        return build("postChatMessageFeedback", user="u", **given).json

    assert {operation for operation in DIFY.operations if nullable_fields(operation)} >= {"postChatMessageFeedback"}
    assert body() == {"user": "u"}
    assert body(rating=None, content=None) == {"user": "u", "rating": None}
    assert body(rating=FeedbackRating.LIKE) == {"user": "u", "rating": "like"}


@pytest.mark.parametrize("wrong", NO_IDS.values(), ids=NO_IDS)
@pytest.mark.parametrize(("operation", "name"), PATH_IDS)
def test_an_id_that_could_leave_its_segment_is_refused(operation: str, name: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"{name}=.* cannot be an id"):
        build(operation, **{name: wrong})


@pytest.mark.parametrize("wrong", [None, 7, b"abc", ["a"]], ids=repr)
def test_an_id_that_is_no_string_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="dataset_id must be a string"):
        build("getDatasetDetail", dataset_id=wrong)


@pytest.mark.parametrize(
    "good", [SOME_ID, "abc_1", "知识库", "a b", "...", "a..b", "a:b@c", "x;y=1,2", "a&b+c", "{dataset_id}", "🦆"]
)
def test_any_other_id_stays_in_its_segment(good: str) -> None:
    call = build("getSegmentDetail", dataset_id=good, document_id=good, segment_id=good)
    url = httpx.URL(f"http://dify.test/v1{call.path}")
    segments = url.raw_path.decode().split("/")
    assert [unquote(part) for part in segments] == ["", "v1", "datasets", good, "documents", good, "segments", good]
    assert (url.query, url.fragment) == (b"", "")


def test_a_query_holds_texts_booleans_as_dify_spells_them_and_a_list_as_a_repeated_key() -> None:
    call = build("listDatasets", page=2, include_all=True, tag_ids=["a", "b"], keyword="x y&z")
    assert call.query == {"page": "2", "include_all": "true", "tag_ids": ["a", "b"], "keyword": "x y&z"}
    url = httpx.Request("GET", "http://dify.test", params=call.query).url
    assert sorted(parse_qsl(url.query.decode())) == [
        ("include_all", "true"),
        ("keyword", "x y&z"),
        ("page", "2"),
        ("tag_ids", "a"),
        ("tag_ids", "b"),
    ]
    assert build("listDatasets", include_all=False).query == {"include_all": "false"}


def test_views_and_sequences_in_a_body_become_json() -> None:
    file = InputFile(type="image", transfer_method="remote_url", url="https://x.test/a.png")
    call = build("sendChatMessage", query="q", inputs={"one": file, "more": (file,), "none": None}, files=(file,))
    assert call.json["files"] == [file.to_dict()]
    assert call.json["inputs"] == {"one": file.to_dict(), "more": [file.to_dict()], "none": None}
    assert json.loads(json.dumps(call.json)) == call.json


def test_a_call_does_not_change_when_its_arguments_do() -> None:
    inputs: dict[str, Any] = {"a": [1]}
    call = build("executeWorkflow", inputs=inputs)
    inputs["a"].append(2)
    assert call.json["inputs"] == {"a": [1]}
    with pytest.raises(dataclasses.FrozenInstanceError):
        call.path = "/other"  # type: ignore[misc]


# Recorded requests


NOT_OFFERED = {
    "441-createDocumentFromText-legacy-underscore-path": "an alias of the path",
    "494-batchUpdateDocumentStatus-no-ids": "does nothing without the ids, which are required here",
    "550-retrieveSegments-legacy-hit-testing": "an alias of the path",
}
UNKNOWN_FIELDS = {
    "654-executeWorkflow-ok-tts-streaming": {"query"},
    "659-executeWorkflow-ok-agentnode-streaming": {"query"},
    "660-executeWorkflow-ok-agentnode-blocking": {"query"},
}
"""Dify ignores fields that it does not know; these requests carry one."""

SUCCESSFUL = [
    exchange
    for exchange in exchanges("1.14.2")
    if exchange.operation in DIFY.operations and exchange.status < 300 and exchange.name not in NOT_OFFERED
]


def typed(value: Any, annotation: str) -> Any:
    """A recorded query or form value as the parameter wants it."""
    if annotation.startswith("int"):
        return int(value)
    if annotation.startswith("bool"):
        return {"true": True, "false": False}[value]
    return json.loads(value) if "Mapping[" in annotation else value


def arguments_of(exchange: Exchange) -> dict[str, Any]:
    """What to give to the operation's `call` for the recorded request."""
    request, wanted = exchange.request, parameters(exchange.operation)
    template = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", DIFY.operations[exchange.operation]["path"])
    path = re.fullmatch(template, request["path"])
    assert path, request["path"]
    found: dict[str, Any] = path.groupdict()
    for source in ("query", "form"):
        for name, value in (request.get(source) or {}).items():
            found[name] = typed(value, wanted[name].annotation)
    ignored = UNKNOWN_FIELDS.get(exchange.name, set())
    found |= {snake(name): value for name, value in (request.get("json") or {}).items() if name not in ignored}
    for file in request.get("files", []):
        found[file["field"]] = File(b"x" * file["size"], file["filename"], file["content_type"])
    return found


@pytest.mark.parametrize("exchange", SUCCESSFUL, ids=lambda exchange: exchange.name)
def test_a_recorded_request_can_be_expressed(exchange: Exchange) -> None:
    request = exchange.request
    call = functions()[snake(exchange.operation)](**arguments_of(exchange))
    assert (call.method, call.path) == (request["method"], request["path"])
    assert (call.query or {}) == {name: str(value) for name, value in (request["query"] or {}).items()}
    if call.json is None:
        assert request.get("json") is None
    else:
        ignored, nullable = UNKNOWN_FIELDS.get(exchange.name, set()), nullable_fields(exchange.operation)
        fields = {name: value for name, value in request["json"].items() if name not in ignored}
        assert call.json == {name: value for name, value in fields.items() if value is not None or name in nullable}
    if call.parts is None:
        assert not request.get("files")
        return
    form = {name: value for name, value in call.parts if isinstance(value, str)}
    assert form.keys() == request.get("form", {}).keys()
    for name, value in form.items():
        assert value == request["form"][name] or json.loads(value) == json.loads(request["form"][name])
    files = [(name, value.name, value.content_type) for name, value in call.parts if isinstance(value, File)]
    assert files == [(file["field"], file["filename"], file["content_type"]) for file in request["files"]]


# Multipart bodies


def sent(call: Call[Any]) -> httpx.Request:
    assert call.parts is not None
    upload = Upload.opened(call.parts, {})
    request = httpx.Request(call.method, f"http://dify.test{call.path}", **upload.arguments())
    assert len(request.read()) == int(request.headers["Content-Length"])
    upload.close()
    return request


def boundary_of(request: httpx.Request) -> str:
    return request.headers["content-type"].removeprefix("multipart/form-data; boundary=")


def parts_by_email(request: httpx.Request) -> list[tuple[Any, Any, str | None, bytes]]:
    """Field name, file name, content type and content of each part, as the library's mail parser reads them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    found = []
    for part in message.iter_parts():
        place = part["content-disposition"].params
        kind = part.get_content_type() if "content-type" in part else None
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found.append((place["name"], place.get("filename"), kind, payload))
    return found


def parts_by_server(request: httpx.Request) -> list[tuple[str, str | None, bytes]]:
    """Field name, file name and content of each part, as a server's parser reads them."""
    found: list[tuple[str, str | None, bytes]] = []

    def on_field(field: Any) -> None:
        found.append((field.field_name.decode(), None, field.value))

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        found.append((file.field_name.decode(), file.file_name.decode(), file.file_object.read()))

    headers = {"Content-Type": request.headers["content-type"].encode()}
    parse_form(headers, io.BytesIO(request.content), on_field, on_file)
    return found


FILE_NAMES = {
    'a"b.txt': "a%22b.txt",
    'a"; name="user': "a%22; name=%22user",
    'a\\"; name="user': "a\\%22; name=%22user",
    'a.txt"\r\nContent-Type: text/html\r\n\r\nforged': "a.txt%22%0D%0AContent-Type: text/html%0D%0A%0D%0Aforged",
    "a\nb": "a%0Ab",
    "a\rb": "a%0Db",
    "a;b=c.txt": "a;b=c.txt",
    "报告 2024.pdf": "报告 2024.pdf",
    "naïve 🦆.md": "naïve 🦆.md",
    "--x--": "--x--",
}


@pytest.mark.parametrize(("name", "escaped"), FILE_NAMES.items())
def test_a_file_name_cannot_forge_a_part(name: str, escaped: str) -> None:
    request = sent(build("uploadChatFile", file=File(b"content", name, "text/plain"), user="alice"))
    assert sorted(parts_by_server(request)) == [("file", escaped, b"content"), ("user", None, b"alice")]
    by_email = parts_by_email(request)
    assert sorted((part, kind, content) for part, _, kind, content in by_email) == [
        ("file", "text/plain", b"content"),
        ("user", None, b"alice"),
    ]


@pytest.mark.parametrize("where", ["file", "user"])
def test_content_cannot_forge_a_part_even_when_it_knows_an_earlier_boundary(where: str) -> None:
    boundary = boundary_of(sent(build("uploadChatFile", user="alice")))
    forged = f'x\r\n--{boundary}\r\nContent-Disposition: form-data; name="user"\r\n\r\nadmin\r\n--{boundary}--\r\n'
    content, user = (forged, "alice") if where == "file" else ("plain", forged)
    request = sent(build("uploadChatFile", file=File(content.encode(), "a.txt", "text/plain"), user=user))
    assert boundary_of(request) != boundary
    assert boundary_of(request).encode() not in content.encode() + user.encode()
    assert sorted(parts_by_server(request)) == [("file", "a.txt", content.encode()), ("user", None, user.encode())]


def test_every_request_has_a_boundary_of_its_own() -> None:
    call = build("uploadChatFile")
    boundaries = {boundary_of(sent(call)) for _ in range(20)}
    assert len(boundaries) == 20
    assert all(re.fullmatch(r"[0-9a-f]{32,}", boundary) for boundary in boundaries)


@pytest.mark.parametrize("wrong", ["text/plain\r\nX-Other: 1", "text/plain\n", "текст/plain", "text/plain\0"])
def test_a_content_type_that_no_header_can_hold_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be a content type"):
        File(b"", "a.txt", wrong)


def test_a_file_comes_from_bytes_an_open_file_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    for payload in (b"content", io.BytesIO(b"content"), path):
        request = sent(build("uploadChatFile", file=File(payload, "a.txt", "text/plain")))
        assert parts_by_server(request) == [("file", "a.txt", b"content")]


@pytest.mark.parametrize(
    "wrong", [b"content", io.BytesIO(b"content"), bytearray(b"content")], ids=lambda value: type(value).__name__
)
def test_what_is_no_file_is_refused_where_one_belongs(wrong: Any) -> None:
    with pytest.raises(TypeError, match="file must be a File"):
        build("uploadChatFile", file=wrong)


def test_an_object_in_a_multipart_body_is_json_text() -> None:
    data = {"name": "名", "indexing_technique": "economy", "process_rule": {"mode": "automatic"}}
    request = sent(build("createDocumentFromFile", file=File(b"x", "a.txt", "text/plain"), data=data))
    fields = {name: content for name, _, _, content in parts_by_email(request)}
    assert json.loads(fields["data"]) == data


def test_the_repr_of_a_call_does_not_spill_a_file() -> None:
    call = build("uploadChatFile", file=File(b"secret content", "a.txt"))
    assert "secret" not in repr(call)
    assert "a.txt" in repr(call)
    assert copy.copy(call) == call
