"""`scripts/check_drift.py`: two descriptions compared, and what is found held against the list of known differences."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pydify_plus._drift.description import Description
from pydify_plus._drift.differences import compare
from pydify_plus._drift.known import section_for

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "check_drift.py"

_spec = importlib.util.spec_from_file_location("check_drift", SCRIPT)
assert _spec
assert _spec.loader
drift = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = drift
_spec.loader.exec_module(drift)

Row = tuple[str, str, str, str]


def description(text: str) -> Any:
    """A description from the part of it that matters."""
    head = {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": {}}
    return Description({**head, **yaml.safe_load(text)}, "small")


def differences(ours: str, other: str) -> list[Row]:
    found = compare(description(ours), description(other))
    return [(item.kind, item.where, item.change, item.detail) for item in found]


def answering(schema: str, components: str = "{}", version: str = "3.1.0") -> str:
    """A description of `GET /thing` with this schema of its answer."""
    return f"""
        openapi: {version}
        paths: {{/thing: {{get: {{responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}
        components: {{schemas: {components}}}
    """


def requesting(schema: str, required: str = "true") -> str:
    body = f"{{required: {required}, content: {{application/json: {{schema: {schema}}}}}}}"
    return f"paths: {{/thing: {{post: {{requestBody: {body}, responses: {{}}}}}}}}"


def taking(*parameters: str) -> str:
    return f"paths: {{'/thing/{{id}}': {{get: {{parameters: [{', '.join(parameters)}], responses: {{}}}}}}}}"


LIMIT = "{name: limit, in: query, schema: {type: integer}}"


@pytest.mark.parametrize(
    ("ours", "other", "expected"),
    [
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {}}}}}",
            "paths: {/b: {get: {responses: {'200': {}}}}}",
            [("operation", "", "removed", ""), ("operation", "", "added", "")],
            id="an operation, without what lies below it",
        ),
        pytest.param(taking(), taking(LIMIT), [("parameter", "query limit", "added", "")], id="added parameter"),
        pytest.param(taking(LIMIT), taking(), [("parameter", "query limit", "removed", "")], id="removed parameter"),
        pytest.param(
            taking(LIMIT),
            taking("{name: limit, in: query, required: true, schema: {type: string}}"),
            [
                ("parameter", "query limit", "required", "no → yes"),
                ("parameter", "query limit", "type", "integer → string"),
            ],
            id="changed parameter",
        ),
        pytest.param(
            taking("{name: id, in: path, required: true, schema: {type: string}}"),
            taking("{name: id, in: path, required: true, schema: {type: integer}}"),
            [("parameter", "path 1", "type", "string → integer")],
            id="changed path parameter",
        ),
        pytest.param(
            requesting("{type: object}"),
            "paths: {/thing: {post: {responses: {}}}}",
            [("request field", "body", "removed", "")],
            id="removed body",
        ),
        pytest.param(
            requesting("{type: object}"),
            requesting("{type: object}", required="false"),
            [("request field", "body", "required", "yes → no")],
            id="body that need not be sent",
        ),
        pytest.param(
            requesting("{properties: {a: {properties: {b: {type: string}, c: {type: string}}}}}"),
            requesting("{properties: {a: {required: [c], properties: {c: {type: string}, d: {type: string}}}}}"),
            [
                ("request field", "body a.b", "removed", ""),
                ("request field", "body a.c", "required", "no → yes"),
                ("request field", "body a.d", "added", ""),
            ],
            id="request fields below others",
        ),
        pytest.param(
            answering("{properties: {data: {items: {properties: {id: {type: string}}}}}}"),
            answering(
                "{properties: {data: {items: {properties: {id: {type: [integer, 'null']}, new: {type: string}}}}}}"
            ),
            [
                ("answer field", "200 data[].id", "type", "string → integer"),
                ("answer field", "200 data[].id", "nullable", "no → yes"),
                ("answer field", "200 data[].new", "added", ""),
            ],
            id="answer fields in a list",
        ),
        pytest.param(
            answering("{type: object, additionalProperties: {type: string}}"),
            answering("{type: object, additionalProperties: {type: number}}"),
            [("answer field", "200 {}", "type", "string → number")],
            id="the values of a map",
        ),
        pytest.param(
            answering("{properties: {status: {enum: [ok, gone]}}}"),
            answering("{properties: {status: {enum: [ok, failed, slow]}}}"),
            [("answer field", "200 status", "values", "only ours: gone; only other: failed, slow")],
            id="the values of an enum",
        ),
        pytest.param(
            answering("{properties: {status: {enum: [ok]}}}"),
            answering("{properties: {status: {type: string}}}"),
            [],
            id="values that only one side states",
        ),
        pytest.param(
            answering("{properties: {value: {properties: {a: {type: string}}}, other: {type: object}}}"),
            answering("{properties: {value: {type: object}, other: {properties: {a: {type: string}}}}}"),
            [
                ("answer field", "200 other", "fields", "open → described"),
                ("answer field", "200 value", "fields", "described → open"),
            ],
            id="an object that one side leaves open, once",
        ),
        pytest.param(
            answering("{properties: {value: {properties: {a: {type: string}}}}}"),
            answering("{properties: {value: {type: string}}}"),
            [("answer field", "200 value", "type", "object → string")],
            id="another type, without what lies below it",
        ),
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {}, '404': {description: gone}}}}}",
            "paths: {/a: {get: {responses: {200: {}, 409: {description: there already}}}}}",
            [("status", "404", "removed", ""), ("status", "409", "added", "")],
            id="statuses, quoted or not",
        ),
        pytest.param(
            answering("{type: object}"),
            "paths: {/thing: {get: {responses: {'200': {content: {text/html: {}}}}}}}",
            [
                ("status", "200", "content", "only ours: application/json; only other: text/html"),
                ("status", "200", "type", "object → not described"),
            ],
            id="another content type",
        ),
        pytest.param(
            answering("{type: object}"),
            "paths: {/thing: {get: {responses: {'200': {description: fine}}}}}",
            [("status", "200", "type", "object → not described")],
            id="an answer that is not described",
        ),
    ],
)
def test_each_kind_of_difference_is_found(ours: str, other: str, expected: list[Row]) -> None:
    assert sorted(differences(ours, other)) == sorted(expected)


ITEM = "{Item: {type: object, required: [id], properties: {id: {type: string}, note: {type: [string, 'null']}}}}"
INLINE = "{type: object, required: [id], properties: {id: {type: string}, note: {type: [string, 'null']}}}"


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        pytest.param(answering("{$ref: '#/components/schemas/Item'}", ITEM), answering(INLINE), id="reference"),
        pytest.param(
            answering(INLINE),
            answering(
                "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {note: {type: string, nullable: true}}}]}",
                "{Base: {type: object, required: [id], properties: {id: {type: string}}}}",
                version="3.0.3",
            ),
            id="allOf, and nullable as 3.0 writes it",
        ),
        pytest.param(
            answering("{properties: {item: {oneOf: [{$ref: '#/components/schemas/Item'}, {type: 'null'}]}}}", ITEM),
            answering(
                "{properties: {item: {nullable: true, allOf: [{$ref: '#/components/schemas/Item'}]}}}", ITEM, "3.0.3"
            ),
            id="a reference or null, and nullable beside allOf",
        ),
        pytest.param(
            answering("{type: object, properties: {a: {type: string}, b: {type: [string, integer]}}}"),
            answering(
                "{oneOf: [{properties: {a: {type: string}, b: {type: string}}}, {properties: {b: {type: integer}}}]}"
            ),
            id="one object with all the fields of a union's",
        ),
        pytest.param(
            answering("{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}"),
            answering(
                "{anyOf: [{required: [a, b]}, {required: [a]}], properties: {a: {type: string}, b: {type: string}}}"
            ),
            id="a field that every branch requires",
        ),
        pytest.param(answering("{type: number}"), answering("{type: [integer, number]}"), id="integers are numbers"),
        pytest.param(answering("{enum: [a, b]}"), answering("{type: string, enum: [b, a]}"), id="type told by an enum"),
        pytest.param(
            "paths: {'/things/{thing_id}/name': {get: {responses: {}}}}",
            "paths: {'/api/v1/things/{id}/name/': {get: {responses: {}}}}",
            id="base path, trailing slash and the names of path parameters",
        ),
        pytest.param(
            taking(LIMIT),
            "paths: {'/thing/{id}': {parameters: [{$ref: '#/components/parameters/Limit'}], get: {responses: {}}}}\n"
            f"components: {{parameters: {{Limit: {LIMIT}}}}}",
            id="a path's own parameters, by reference",
        ),
    ],
)
def test_what_is_said_in_other_words_is_no_difference(ours: str, other: str) -> None:
    assert differences(ours, other) == []


TREE = "{Tree: {type: object, properties: {name: {type: string}, below: {items: {$ref: '#/components/schemas/Tree'}}}}}"
LEAVES = "{properties: {name: {type: string}, below: {items: {properties: {name: {type: integer}}}}}}"


def test_a_schema_inside_itself_ends() -> None:
    tree = answering("{$ref: '#/components/schemas/Tree'}", TREE)
    assert differences(tree, tree) == []
    assert differences(tree, answering(LEAVES)) == [], "what repeats is compared where it stands first"
    renamed = answering("{$ref: '#/components/schemas/Tree'}", TREE.replace("string", "integer"))
    assert differences(tree, renamed) == [("answer field", "200 name", "type", "string → integer")]
    endless = answering("{$ref: '#/components/schemas/A'}", "{A: {anyOf: [{$ref: '#/components/schemas/A'}]}}")
    assert differences(endless, endless) == []


EVENTS = """
    components:
      schemas:
        Event: {{discriminator: {{propertyName: event, mapping: {{{mapping}}}}}}}
        End: {{properties: {{usage: {{type: {usage}}}}}}}
        Ping: {{type: object}}
"""
END, PING = "end: '#/components/schemas/End'", "ping: '#/components/schemas/Ping'"


def test_the_events_of_streams_are_compared_by_name_and_field() -> None:
    ours = EVENTS.format(mapping=END, usage="object")
    assert differences(ours, EVENTS.format(mapping=f"{END}, {PING}", usage="string")) == [
        ("answer field", "end usage", "type", "object → string"),
        ("event", "ping", "added", ""),
    ]
    assert differences(ours, "{}") == [("event", "", "removed", "")]


def test_swagger_2_is_read_as_openapi_3() -> None:
    swagger = """
        swagger: '2.0'
        basePath: /v1
        consumes: [application/json]
        produces: [application/json]
        paths:
          /things/{c_id}:
            parameters: [{name: c_id, in: path, required: true, type: string}]
            post:
              parameters:
                - {name: payload, in: body, required: true, schema: {$ref: '#/definitions/Payload'}}
                - {name: page, in: query, type: integer}
              responses: {200: {description: fine, schema: {$ref: '#/definitions/Thing'}}, 404: {description: none}}
          /files:
            post:
              consumes: [multipart/form-data]
              parameters:
                - {name: file, in: formData, type: file, required: true}
                - {name: user, in: formData, type: string}
              responses: {}
        definitions:
          Payload: {type: object, required: [name], properties: {name: {type: string}}}
          Thing:
            properties:
              tags: {items: {$ref: '#/components/schemas/Tag'}}
              size: {type: integer, x-nullable: true}
          Tag: {properties: {id: {type: string}}}
    """
    openapi = """
        paths:
          /things/{thing_id}:
            post:
              parameters:
                - {name: thing_id, in: path, required: true, schema: {type: string}}
                - {name: page, in: query, schema: {type: integer}}
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}
              responses:
                '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
                '404': {description: none}
          /files:
            post:
              requestBody:
                required: true
                content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}
              responses: {}
        components:
          schemas:
            Thing: {properties: {tags: {items: {properties: {id: {type: string}}}}, size: {type: [integer, 'null']}}}
            Upload:
              required: [file]
              properties: {file: {type: string, format: binary}, user: {type: string}}
    """
    assert differences(openapi, swagger) == []
    broken = swagger.replace("[name], properties: {name: {type: string}}", "[], properties: {}")
    assert differences(openapi, broken) == [("request field", "body", "fields", "described → open")]


def test_what_is_wrong_with_a_description_is_told() -> None:
    one = description(
        "paths: {'/a/{x}': {get: {responses: {}}}, '/a/{y}': {get: {responses: {200: {$ref: '#/responses/Gone'}}}}}"
    )
    assert compare(one, one) == []
    assert one.notes == [
        "GET /a/{y} is described twice; the later one counts",
        "references that lead nowhere are read as anything: Gone",
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "paths:",
        "paths: {/a: , /b: {get: , post: 1}}",
        "paths: {/a: {get: {parameters: [1, {}], requestBody: x, responses: [y]}}}",
        "paths: {/a: {get: {parameters: [{in: formData, schema: 3}], responses: {200: , 201: {$ref: 4}}}}}",
        answering("{type: [1, {}], required: [[]], properties: [], enum: 5, allOf: 6, items: 7}"),
        answering("[]"),
    ],
)
def test_odd_parts_of_a_description_say_nothing(odd: str) -> None:
    assert differences(odd, odd) == []


# --- the list of known differences, and the command ---------------------------

OURS = answering("{properties: {kept: {type: string}, mine: {type: string}}}")
OTHER = answering("{properties: {kept: {type: integer}, theirs: {type: string}}}")
ALL_LISTED = [
    {"where": "200 kept", "change": "type", "reason": "recorded as a string"},
    {"operation": "GET *", "kind": "answer field", "where": ["* mine", "* theirs"], "reason": "one for the other"},
]
RECOGNISED = {"title": "Small", "version": "*"}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Compares OURS with OTHER, this being the list: exit status, output and error output."""
    (tmp_path / "ours.yaml").write_text(yaml.safe_dump(dict(description(OURS).document)))
    (tmp_path / "other.json").write_text(json.dumps(description(OTHER).document))

    def run(entries: Any, *options: str, other: str = "", sections: Any = None) -> tuple[int, str, str]:
        sections = sections or {"small": {"recognised": RECOGNISED, "differences": entries}}
        (tmp_path / "drift.yaml").write_text(yaml.safe_dump({"descriptions": sections}, sort_keys=False))
        files = ["--ours", str(tmp_path / "ours.yaml"), "--known", str(tmp_path / "drift.yaml")]
        status = drift.main([other or str(tmp_path / "other.json"), *files, *options])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


Run = Callable[..., tuple[int, str, str]]


def test_all_listed_is_success(run: Run) -> None:
    status, out, _ = run(ALL_LISTED)
    assert (status, out.splitlines()[-1]) == (0, "3 differences: 3 listed, 0 not; 0 stale entries")
    assert "200 mine" not in out
    assert "200 mine" in run(ALL_LISTED, "--all")[1]


def test_a_difference_that_is_not_listed_fails_and_is_shown(run: Run) -> None:
    status, out, _ = run(ALL_LISTED[:1])
    assert status == 1
    assert [line.split() for line in out.splitlines() if "200" in line] == [
        ["removed", "answer", "field", "200", "mine"],
        ["added", "answer", "field", "200", "theirs"],
    ]


@pytest.mark.parametrize(
    ("extra", "unused"),
    [
        ({"where": "200 gone"}, ["where: 200 gone"]),
        ({"where": ["200 mine", "200 gone"]}, ["where: 200 gone"]),
        ({"where": "200 mine", "change": "added"}, ["where: 200 mine", "change: added"]),
        ({"operation": "*", "kind": "parameter"}, ["operation: *", "kind: parameter"]),
        ({"where": "200 min?"}, ["where: 200 min?"]),
    ],
)
def test_a_listed_difference_that_does_not_exist_fails(run: Run, extra: dict[str, Any], unused: list[str]) -> None:
    status, out, _ = run([*ALL_LISTED, {**extra, "reason": "was so once"}], "--json")
    assert status == 1
    report = json.loads(out)
    assert [entry["unused"] for entry in report["stale"]] == [unused]
    assert all(item["reason"] for item in report["differences"])
    assert f"matches nothing: {'; '.join(unused)}" in run([*ALL_LISTED, {**extra, "reason": "was so once"}])[1]


def test_json_tells_everything(run: Run) -> None:
    status, out, _ = run(ALL_LISTED[:1], "--json")
    report = json.loads(out)
    assert (status, report["agrees"], report["section"]) == (1, False, "small")
    assert report["other"]["title"] == "Small"
    assert report["differences"][0] == {
        "operation": "GET /thing",
        "kind": "answer field",
        "where": "200 kept",
        "change": "type",
        "detail": "string → integer",
        "reason": "recorded as a string",
    }
    assert [item["reason"] for item in report["differences"]] == ["recorded as a string", None, None]


def test_stubs_with_reasons_list_all_that_was_not(run: Run) -> None:
    status, out, _ = run(ALL_LISTED[:1], "--stubs")
    stubs = yaml.safe_load(out)
    assert (status, len(stubs)) == (1, 2)
    assert "reason" in run([*ALL_LISTED[:1], *stubs])[2], "a stub needs its reason"
    assert run([*ALL_LISTED[:1], *({**stub, "reason": "because"} for stub in stubs)])[0] == 0
    assert run(ALL_LISTED, "--stubs") == (0, "", "")


def test_only_the_section_that_recognises_the_other_description_counts(run: Run) -> None:
    elsewhere = {"recognised": {"format": "Swagger *"}, "differences": ALL_LISTED}
    status, out, _ = run(None, sections={"elsewhere": elsewhere})
    assert status == 1
    assert "No section of the list recognises" in out
    here = {"recognised": {"format": "OpenAPI 3.1*"}, "differences": ALL_LISTED}
    assert run(None, sections={"elsewhere": elsewhere, "here": here})[0] == 0


@pytest.mark.parametrize(
    ("sections", "complaint"),
    [
        ({"a": {"recognised": RECOGNISED, "differences": [{"where": "200 kept"}]}}, "entry 1: say in `reason`"),
        ({"a": {"recognised": RECOGNISED, "differences": [{"reason": "all of it"}]}}, "entry 1: besides its reason"),
        ({"a": {"recognised": RECOGNISED, "differences": [{"wher": "200", "reason": "x"}]}}, "entry 1: besides its"),
        ({"a": {"differences": []}}, "`recognised` must hold"),
        ({"a": {"recognised": {"name": "Small"}}}, "`recognised` must hold"),
        ({"a": {"recognised": RECOGNISED}, "b": {"recognised": RECOGNISED}}, "a and b both recognise"),
        (["a"], "must hold a section"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(run: Run, sections: Any, complaint: str) -> None:
    status, out, error = run(None, sections=sections)
    assert (status, out) == (2, "")
    assert complaint in error


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot read"),
        ("[1, 2", "neither JSON nor YAML"),
        ("[1, 2]", "no mapping"),
        ("paths: {}", "neither an OpenAPI 3 nor a Swagger 2"),
        ("openapi: 3.1.0", "neither an OpenAPI 3 nor a Swagger 2"),
    ],
)
def test_an_unreadable_description_is_a_usage_error(
    run: Run, tmp_path: Path, content: str | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / "odd").write_text(content)
    status, _, error = run(ALL_LISTED, other=str(tmp_path / "odd"))
    assert status == 2
    assert complaint in error


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the files of `tmp_path` are served over HTTP."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_other_description_may_be_a_url(run: Run, address: str) -> None:
    assert run(ALL_LISTED, other=f"{address}/other.json")[0] == 0
    status, _, error = run(ALL_LISTED, other=f"{address}/nothing.json")
    assert status == 2
    assert "404" in error
    status, _, error = run(ALL_LISTED, other="http://127.0.0.1:1/swagger.json")
    assert status == 2
    assert "cannot fetch" in error


@pytest.mark.parametrize(("entries", "expected"), [(3, 0), (0, 1), (None, 2)])
def test_the_command_exits_with_its_result(run: Run, tmp_path: Path, entries: int | None, expected: int) -> None:
    run(ALL_LISTED[: entries or 0])
    other = "other.json" if entries is not None else "missing.json"
    command = [sys.executable, str(SCRIPT), other, "--ours", "ours.yaml", "--known", "drift.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_in_the_repository_is_usable_and_dify_yaml_equals_itself() -> None:
    ours = Description.load(str(ROOT / "openapi" / "dify.yaml"))
    assert section_for(ours, str(ROOT / "openapi" / "drift.yaml")) is None, "the list is of other descriptions"
    assert compare(ours, ours) == []
    assert ours.notes == []
    assert len(ours.operations) > 80
