#!/usr/bin/env python3
"""Compare `openapi/dify.yaml` with another description of the same API, and the differences with `openapi/drift.yaml`.

    scripts/check_drift.py https://dify.example/v1/swagger.json
    scripts/check_drift.py published.json --stubs    # entries to put below a section's `differences` of drift.yaml

The other description is a file or URL: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML. Both are flattened to
`{location: facts}`, and the two compared. `added` means that only the other has it, `removed` that only ours does.
What lies below a location that one side lacks or leaves open is not listed again.

Exit status: 0 when `drift.yaml` lists exactly the differences found, 1 when it lacks one or lists one that does not
exist any more, 2 when something cannot be read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

OPENAPI = Path(__file__).resolve().parents[1] / "openapi"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EVENTS = "stream events"
"""Stands in the place of an operation for the events, which descriptions do not tie to one."""
IDENTITY = ("title", "version", "format")
NOT_DESCRIBED = "not described"
BODY = ("body", "formData")
"""Where Swagger puts the parameters that make up a request's body."""

Node = Mapping[str, Any]
T = TypeVar("T")
Location = tuple[str, ...]
"""Operation, then a parameter, `body`, a status or an event, then the way down to a field."""


class Unreadable(Exception):
    """A file, URL or part of one that cannot be used."""


# --- reading -----------------------------------------------------------------


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The fast safe loader where PyYAML has it."""


def fetch(source: str) -> str:
    """The text of a file, or of a URL's answer."""
    if not source.startswith(("http://", "https://")):
        try:
            return Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Unreadable(f"cannot read {source}: {error}") from error
    import httpx

    try:
        return httpx.get(source, follow_redirects=True, timeout=30).raise_for_status().text
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreadable(f"cannot fetch {source}: {error}") from error


def parse(text: str, source: str) -> Node:
    """JSON or YAML with a mapping at the top."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        try:
            document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise Unreadable(f"{source} is neither JSON nor YAML: {error}") from error
    if not isinstance(document, dict):
        raise Unreadable(f"{source} holds no mapping at its top")
    return mapping(document)


def mapping(node: Any) -> Node:
    return cast("Node", node) if isinstance(node, dict) else {}


def listing(node: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", node) if isinstance(node, list) else []


# --- schemas -----------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """What a schema says of a value, its references and combinations resolved; no types means any."""

    types: frozenset[str] = frozenset()
    values: frozenset[str] | None = None
    children: Node = field(default_factory=dict[str, Any])
    """The schemas below, by property name, or `[]` for items and `{}` for the values of a map."""
    required: frozenset[str] = frozenset()
    made_of: frozenset[int] = frozenset()
    """The identities of the nodes that gave it children, by which a schema inside itself is known."""

    @property
    def type(self) -> str:
        implied = {"null", "integer"} if "number" in self.types else {"null"}
        return " | ".join(sorted(self.types - implied)) or ("null" if self.types else "any")

    @property
    def nullable(self) -> bool | None:
        return "null" in self.types if self.types else None


def json_type(value: Any) -> str:
    kinds = {"boolean": bool, "integer": int, "number": float, "string": str, "array": list, "object": dict}
    return next((name for name, kind in kinds.items() if isinstance(value, kind)), "null")


def own_shape(node: Node) -> Shape:
    """What the node itself says, references and combinations left aside."""
    below = {"[]": node.get("items"), "{}": node.get("additionalProperties")}
    children = {
        **mapping(node.get("properties")),
        **{step: schema for step, schema in below.items() if mapping(schema)},
    }
    enum = [node["const"]] if "const" in node else listing(node.get("enum"))
    return Shape(
        types=own_types(node, enum),
        values=frozenset(str(value) for value in enum if value is not None) or None,
        children=children,
        required=frozenset(map(str, listing(node.get("required")))),
        made_of=frozenset({id(node)} if children else ()),
    )


def own_types(node: Node, enum: Iterable[Any]) -> frozenset[str]:
    declared = node.get("type")
    if declared == "file":  # Swagger's word for the content of an upload
        return frozenset({"string"})
    if declared:
        return frozenset(map(str, listing(declared) or [declared]))
    if "properties" in node:
        return frozenset({"object"})
    return frozenset({"array"} if "items" in node else map(json_type, enum))


def joined(keyword: str, shapes: Iterable[Shape]) -> dict[str, Any]:
    """The children of all the shapes; what several have is the combination of theirs."""
    found: dict[str, list[Any]] = {}
    for shape in shapes:
        for name, node in shape.children.items():
            found.setdefault(name, []).append(node)
    return {name: nodes[0] if len(nodes) == 1 else {keyword: nodes} for name, nodes in found.items()}


def union(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    return frozenset(item for one in sets for item in one)


def common(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    first, *others = [*sets] or [frozenset[T]()]
    return first.intersection(*others)


def one_of(shapes: list[Shape]) -> Shape:
    """A value that fits one of the shapes."""
    content = [shape for shape in shapes if shape.type != "null"]
    values = [shape.values for shape in content if shape.values]
    return Shape(
        types=union(shape.types for shape in shapes) if all(shape.types for shape in shapes) else frozenset(),
        values=union(values) if values and len(values) == len(content) else None,
        children=joined("anyOf", content),
        required=common(shape.required for shape in content if not shape.types or "object" in shape.types),
        made_of=union(shape.made_of for shape in shapes),
    )


def all_of(shapes: list[Shape]) -> Shape:
    """A value that fits all of the shapes; where their types contradict each other, each is taken at its word."""
    types = [shape.types for shape in shapes if shape.types]
    return Shape(
        types=common(types) or union(types),
        values=common(shape.values for shape in shapes if shape.values) or None,
        children=joined("allOf", shapes),
        required=union(shape.required for shape in shapes),
        made_of=union(shape.made_of for shape in shapes),
    )


# --- descriptions ------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What a description says at one location. A fact that is None is left unsaid, and compared with nothing."""

    kind: str
    stated: Node = field(default_factory=dict[str, Any])
    closed: bool = False
    """It says which locations lie below."""
    repeats: bool = False
    """What lies below is the same as further up."""


def operation_key(method: str, path: str) -> str:
    """One key however parameters are named and whatever base path the path carries."""
    path = re.sub(r"^(?:/[^/{}]+)*?/v\d+(?=/|$)", "", path)
    path = re.sub(r"\{[^{}]*\}", "{}", path).rstrip("/") or "/"
    return f"{method.upper()} {path}"


def is_json(media_type: str) -> bool:
    return media_type == "*/*" or media_type.split(";")[0].strip().endswith(("/json", "+json"))


def media_schemas(content: Any) -> dict[str, Any]:
    return {str(name): mapping(media).get("schema") for name, media in mapping(content).items()}


def form_schema(parts: Iterable[Node]) -> Node:
    """Swagger's form parameters as one object."""
    fields = {str(part.get("name")): part for part in parts}
    return {
        "type": "object",
        "properties": {name: {**part, "required": None} for name, part in fields.items()},
        "required": [name for name, part in fields.items() if part.get("required")],
    }


class Description:
    """An OpenAPI 3 or Swagger 2 document, flattened to facts by location."""

    def __init__(self, document: Node, source: str) -> None:
        self.document = document
        self.source = source
        self.is_swagger = "swagger" in document
        self.format = f"Swagger {document['swagger']}" if self.is_swagger else f"OpenAPI {document.get('openapi')}"
        self._dangling: set[str] = set()
        self._repeated: list[str] = []
        if not self.format.startswith(("Swagger 2", "OpenAPI 3.")) or "paths" not in document:
            raise Unreadable(f"{source} is neither an OpenAPI 3 nor a Swagger 2 description")

    @classmethod
    def load(cls, source: str) -> Description:
        return cls(parse(fetch(source), source), source)

    @property
    def identity(self) -> dict[str, str]:
        """What tells this description from others."""
        info = mapping(self.document.get("info"))
        values = (info.get("title", ""), info.get("version", ""), self.format)
        return dict(zip(IDENTITY, map(str, values), strict=True))

    @property
    def notes(self) -> list[str]:
        """What is wrong with the document without making it unusable, as far as it was read."""
        notes = [f"{spelled} is described twice; the later one counts" for spelled in self._repeated]
        if self._dangling:
            names = ", ".join(sorted(self._dangling))
            notes.append(f"references that lead nowhere are read as anything: {names}")
        return notes

    def target(self, reference: Any) -> Any:
        """What a reference stands for; an empty schema where it leads nowhere."""
        *_, name = steps = str(reference).removeprefix("#/").split("/")
        node: Any = self.document
        for step in steps:
            node = mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
        if node is None:  # Dify's Swagger refers to its definitions as if they were components
            node = mapping(self.document.get("definitions")).get(name)
        if node is None:
            self._dangling.add(name)
            return {}
        return node

    def resolve(self, node: Any) -> Node:
        """A parameter, body, response or path item in its own place."""
        for _ in range(20):
            if "$ref" not in mapping(node):
                break
            node = self.target(node["$ref"])
        return mapping(node)

    def shape(self, node: Any, within: frozenset[int] = frozenset()) -> Shape:
        """What a schema says, `within` being the nodes that it is a part of."""
        node = mapping(node)
        if id(node) in within:
            return Shape()
        within |= {id(node)}
        parts = [own_shape(node)]
        if "$ref" in node:
            parts.append(self.shape(self.target(node["$ref"]), within))
        parts += [self.shape(part, within) for part in listing(node.get("allOf"))]
        for keyword in ("oneOf", "anyOf"):
            if branches := listing(node.get(keyword)):
                parts.append(one_of([self.shape(part, within) for part in branches]))
        whole = all_of(parts) if len(parts) > 1 else parts[0]
        if (node.get("nullable") or node.get("x-nullable")) and whole.types:
            return replace(whole, types=whole.types | {"null"})
        return whole

    @cached_property
    def operations(self) -> dict[str, tuple[str, Node]]:
        """By key: the operation as it is spelled, and its node with the path's own parameters."""
        found: dict[str, tuple[str, Node]] = {}
        for path, item in mapping(self.document["paths"]).items():
            item = self.resolve(item)
            for method in METHODS:
                if method not in item:
                    continue
                node = dict(mapping(item[method]))
                node["parameters"] = [*listing(item.get("parameters")), *listing(node.get("parameters"))]
                key, spelled = operation_key(method, path), f"{method.upper()} {path}"
                if key in found:
                    self._repeated.append(spelled)
                found[key] = (spelled, node)
        return found

    @cached_property
    def locations(self) -> dict[Location, Facts]:
        found: dict[Location, Facts] = {}
        for key, (spelled, node) in self.operations.items():
            found[key,] = Facts("operation", closed=True)
            found |= self._parameters(key, spelled, node)
            found |= self._request(key, node)
            found |= self._responses(key, node)
        return found | self._events()

    def _fields(
        self, at: Location, kind: str, schema: Any, *, above: frozenset[int] = frozenset(), **stated: Any
    ) -> dict[Location, Facts]:
        """The facts of a schema that stands at a location, what else is stated of it, and the facts of all below."""
        if schema is None:
            return {at: Facts(kind, {"type": NOT_DESCRIBED, **stated})}
        shape = self.shape(schema)
        repeats = bool(shape.made_of & above)
        stated |= {"type": shape.type, "nullable": shape.nullable, "values": shape.values}
        found = {at: Facts(kind, stated, bool(shape.children), repeats)}
        if repeats:
            return found
        below = "answer field" if kind in ("status", "event") else kind
        for name, node in shape.children.items():
            required = None if name in ("[]", "{}") else name in shape.required
            found |= self._fields((*at, name), below, node, above=above | shape.made_of, required=required)
        return found

    def _parameters(self, key: str, spelled: str, node: Node) -> dict[Location, Facts]:
        found: dict[Location, Facts] = {}
        in_path = re.findall(r"\{([^{}]*)\}", spelled)
        for parameter in map(self.resolve, node["parameters"]):
            where, name = parameter.get("in"), str(parameter.get("name"))
            if where in BODY:
                continue
            if where == "path" and name in in_path:
                name = str(in_path.index(name) + 1)
            schemas = [*media_schemas(parameter.get("content")).values(), parameter.get("schema", parameter)]
            at = (key, f"{where} {name}")
            found |= self._fields(at, "parameter", schemas[0], required=bool(parameter.get("required")))
        return found

    def _request(self, key: str, node: Node) -> dict[Location, Facts]:
        at = (key, "body")
        if "requestBody" in node:
            body = self.resolve(node["requestBody"])
            media = media_schemas(body.get("content"))
            either = {"anyOf": list(media.values())} if media else None
            return self._fields(
                at, "request field", either, content=frozenset(media) or None, required=bool(body.get("required"))
            )
        parts = [part for part in map(self.resolve, node["parameters"]) if part.get("in") in BODY]
        if not parts:
            return {}
        schema: Any = parts[0].get("schema") if parts[0]["in"] == "body" else form_schema(parts)
        content = frozenset(node.get("consumes") or self.document.get("consumes") or ()) or None
        required = any(part.get("required") for part in parts)
        return self._fields(at, "request field", schema, content=content, required=required)

    def _responses(self, key: str, node: Node) -> dict[Location, Facts]:
        found: dict[Location, Facts] = {}
        for status, response in mapping(node.get("responses")).items():
            response = self.resolve(response)
            if self.is_swagger:
                schema = response.get("schema")
                produces = node.get("produces") or self.document.get("produces") or ()
                content = frozenset(produces if schema is not None else ())
            else:
                media = media_schemas(response.get("content"))
                schema = next((schema for name, schema in media.items() if is_json(name)), None)
                content = frozenset(media)
            found |= self._fields((key, str(status)), "status", schema, content=content or None)
        return found

    def _events(self) -> dict[Location, Facts]:
        """The events of all streams: what every discriminator by `event` maps a name to."""
        variants: dict[str, list[Any]] = {}
        for schema in mapping(mapping(self.document.get("components")).get("schemas")).values():
            discriminator = mapping(mapping(schema).get("discriminator"))
            if discriminator.get("propertyName") == "event":
                for name, reference in mapping(discriminator.get("mapping")).items():
                    variants.setdefault(name, []).append({"$ref": reference})
        found: dict[Location, Facts] = {(EVENTS,): Facts("event", closed=True)} if variants else {}
        for name, schemas in variants.items():
            found |= self._fields((EVENTS, name), "event", {"anyOf": schemas})
        return found


# --- differences -------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One thing that the two descriptions do not say alike."""

    operation: str
    kind: str
    where: str
    change: str
    """added, removed, or the fact that changed: type, nullable, required, values, content, fields"""
    detail: str
    """How it changed: `ours → other`, or what only one side has of a set."""


def place(location: Location) -> str:
    """`200 data[].id` for a way down."""
    root, *steps = location[1:] or ("",)
    way = "".join(step if step in ("[]", "{}") else f".{step}" for step in steps)
    return f"{root} {way.removeprefix('.')}".strip()


def step_from(ours: Any, other: Any) -> str:
    """One fact in both descriptions; of two sets only what differs."""
    if isinstance(ours, frozenset):
        sides = (("ours", ours - other), ("other", other - ours))
        return "; ".join(f"only {name}: {', '.join(sorted(values))}" for name, values in sides if values)
    words = {True: "yes", False: "no"}
    return f"{words.get(ours, ours)} → {words.get(other, other)}"


def changes(ours: Facts, other: Facts) -> Iterator[tuple[str, str]]:
    """The facts that both state and state differently, and whether only one says what lies below."""
    for name, mine in ours.stated.items():
        theirs = other.stated.get(name)
        if mine is not None and theirs is not None and mine != theirs:
            yield name, step_from(mine, theirs)
    same_type = ours.stated.get("type") == other.stated.get("type")
    if ours.closed != other.closed and same_type and not (ours.repeats or other.repeats):
        yield "fields", "described → open" if ours.closed else "open → described"


def compare(ours: Description, other: Description) -> list[Difference]:
    """Every difference, ordered by path, method and part."""
    found: list[Difference] = []
    settled: set[Location] = set()
    for at in sorted(ours.locations.keys() | other.locations.keys(), key=lambda at: (at[0].split()[::-1], at)):
        if any(at[:length] in settled for length in range(1, len(at))):
            continue
        mine, theirs = ours.locations.get(at), other.locations.get(at)
        if mine and theirs:
            changed = list(changes(mine, theirs))
            comparable = mine.closed and theirs.closed and not (mine.repeats or theirs.repeats)
        else:
            changed = [("removed" if mine else "added", "")]
            comparable = False
        if not comparable:
            settled.add(at)
        spelled, _ = ours.operations.get(at[0]) or other.operations.get(at[0]) or (at[0], {})
        kind = (mine or other.locations[at]).kind
        found += [Difference(spelled, kind, place(at), change, detail) for change, detail in changed]
    return found


# --- the list of known differences -------------------------------------------


@cache
def expression(pattern: str) -> re.Pattern[str]:
    """`*` stands for anything, all else for itself."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def fits(pattern: str, text: str) -> bool:
    return expression(pattern).fullmatch(text) is not None


PATTERNS = ("operation", "kind", "where", "change", "detail")


@dataclass(frozen=True)
class Entry:
    """Differences that are known, by one or several patterns for each of their parts, and why they are."""

    patterns: Mapping[str, tuple[str, ...]]
    reason: str

    @classmethod
    def read(cls, data: Any, at: str) -> Entry:
        data = dict(mapping(data))
        reason = str(data.pop("reason", None) or "").strip()
        if not reason:
            raise Unreadable(f"{at}: say in `reason` why the two descriptions differ")
        if not data or data.keys() - set(PATTERNS):
            raise Unreadable(f"{at}: besides its reason an entry has some of {', '.join(PATTERNS)}, nothing else")
        return cls({name: tuple(map(str, listing(value) or [value])) for name, value in data.items()}, reason)

    def matches(self, difference: Difference) -> bool:
        return all(
            any(fits(pattern, getattr(difference, name)) for pattern in alternatives)
            for name, alternatives in self.patterns.items()
        )

    def unused(self, differences: Iterable[Difference]) -> list[str]:
        """The patterns by which nothing is found, each one of a list counted for itself."""
        known = [difference for difference in differences if self.matches(difference)]
        return [
            f"{name}: {pattern}"
            for name, alternatives in self.patterns.items()
            for pattern in alternatives
            if not any(fits(pattern, getattr(difference, name)) for difference in known)
        ]

    def __str__(self) -> str:
        return ", ".join(f"{name}: {' | '.join(alternatives)}" for name, alternatives in self.patterns.items())


@dataclass(frozen=True)
class Section:
    """The known differences from one other description, and the identity by which that one is recognised."""

    name: str
    recognised: Mapping[str, str]
    entries: tuple[Entry, ...]

    @classmethod
    def read(cls, name: str, data: Any, at: str) -> Section:
        data = mapping(data)
        recognised = {key: str(pattern) for key, pattern in mapping(data.get("recognised")).items()}
        if not recognised or recognised.keys() - set(IDENTITY):
            raise Unreadable(f"{at}: `recognised` must hold some of {', '.join(IDENTITY)}, and nothing else")
        entries = enumerate(data.get("differences") or (), 1)
        return cls(name, recognised, tuple(Entry.read(entry, f"{at}: entry {number}") for number, entry in entries))

    def recognises(self, other: Description) -> bool:
        return all(fits(pattern, other.identity[key]) for key, pattern in self.recognised.items())


def section_for(other: Description, known: str) -> Section | None:
    """The section of the list that recognises the other description, if any."""
    data = mapping(parse(fetch(known), known).get("descriptions"))
    if not data:
        raise Unreadable(f"{known}: `descriptions` must hold a section for each description that is compared with")
    sections = [Section.read(str(name), section, f"{known}: {name}") for name, section in data.items()]
    found = [section for section in sections if section.recognises(other)]
    if len(found) > 1:
        raise Unreadable(f"{known}: {' and '.join(section.name for section in found)} both recognise {other.source}")
    return found[0] if found else None


# --- the report --------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What was found, held against what was known."""

    ours: Description
    other: Description
    section: Section | None
    differences: list[Difference]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.section.entries if self.section else ()

    @cached_property
    def reasons(self) -> dict[Difference, str]:
        """For each listed difference the reason of the first entry that matches it."""
        found = (
            (item, next((entry for entry in self.entries if entry.matches(item)), None)) for item in self.differences
        )
        return {item: entry.reason for item, entry in found if entry}

    @property
    def listed(self) -> list[Difference]:
        return [item for item in self.differences if item in self.reasons]

    @property
    def unlisted(self) -> list[Difference]:
        return [item for item in self.differences if item not in self.reasons]

    @cached_property
    def stale(self) -> dict[str, list[str]]:
        """Entries with patterns that match nothing, and these patterns."""
        unused = {str(entry): entry.unused(self.differences) for entry in self.entries}
        return {entry: patterns for entry, patterns in unused.items() if patterns}

    @property
    def agrees(self) -> bool:
        return not self.unlisted and not self.stale


def as_json(report: Report) -> str:
    content = {
        **{
            name: {"source": one.source, **one.identity, "operations": len(one.operations), "notes": one.notes}
            for name, one in (("ours", report.ours), ("other", report.other))
        },
        "section": report.section.name if report.section else None,
        "agrees": report.agrees,
        "differences": [{**asdict(item), "reason": report.reasons.get(item)} for item in report.differences],
        "stale": [{"entry": entry, "unused": patterns} for entry, patterns in report.stale.items()],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_text(report: Report, with_listed: bool) -> str:
    lines: list[str] = []
    for name, one in (("ours ", report.ours), ("other", report.other)):
        lines.append(f"{name}: {one.source} ({', '.join(one.identity.values())}), {len(one.operations)} operations")
        lines += [f"       {note}" for note in one.notes]
    if report.section is None:
        lines.append("No section of the list recognises the other description.")
    if with_listed and report.listed:
        lines += ["", "Listed differences:", *table(report.listed)]
    if report.unlisted:
        lines += ["", "Differences that are not listed:", *table(report.unlisted)]
    if report.stale:
        lines += ["", "Listed, and not there any more:"]
        lines += [f"  {entry}\n    matches nothing: {'; '.join(unused)}" for entry, unused in report.stale.items()]
    counts = f"{len(report.listed)} listed, {len(report.unlisted)} not; {len(report.stale)} stale entries"
    return "\n".join([*lines, "", f"{len(report.differences)} differences: {counts}"])


def as_stubs(report: Report) -> str:
    """Entries for all that is not listed, for a reason to be written into each."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in report.unlisted:
        groups.setdefault((item.kind, item.where, item.change, item.detail), []).append(item.operation)
    stubs = [
        {
            "operation": operations[0] if len(operations) == 1 else operations,
            **{name: pattern for name, pattern in zip(PATTERNS[1:], patterns, strict=True) if pattern},
            "reason": "",
        }
        for patterns, operations in groups.items()
    ]
    return str(yaml.safe_dump(stubs, sort_keys=False, allow_unicode=True, width=120)) if stubs else ""


def table(differences: Iterable[Difference]) -> list[str]:
    """One line each, in columns, below the operation that they are of."""
    rows = [(item.operation, item.change, item.kind, item.where, item.detail) for item in differences]
    _, change, kind, where, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines: list[str] = []
    for operation, items in groupby(rows, key=itemgetter(0)):
        lines.append(f"  {operation}")
        lines += [f"    {row[1]:{change}}  {row[2]:{kind}}  {row[3]:{where}}  {row[4]}".rstrip() for row in items]
    return lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", help="file or URL of the other description")
    parser.add_argument("--ours", default=str(OPENAPI / "dify.yaml"), help="our description (openapi/dify.yaml)")
    parser.add_argument("--known", default=str(OPENAPI / "drift.yaml"), help="the list (openapi/drift.yaml)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="print the listed differences too")
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    form.add_argument("--stubs", action="store_true", help="print entries for what is not listed, reasons to be added")
    options = parser.parse_args(arguments)
    try:
        ours, other = Description.load(options.ours), Description.load(options.other)
        report = Report(ours, other, section_for(other, options.known), compare(ours, other))
    except Unreadable as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(as_json(report))
    elif options.stubs:
        print(as_stubs(report), end="")
    else:
        print(as_text(report, with_listed=options.all))
    return 0 if report.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
