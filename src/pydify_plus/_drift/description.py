"""A whole description, flattened to facts by location."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .reading import Node, Unreadable, fetch, listing, mapping, parse
from .schemas import Shape, all_of, one_of, own_shape

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EVENTS = "stream events"
"""Stands in the place of an operation for the events, which descriptions do not tie to one."""
IDENTITY = ("title", "version", "format")
NOT_DESCRIBED = "not described"
BODY = ("body", "formData")
"""Where Swagger puts the parameters that make up a request's body."""

Location = tuple[str, ...]
"""Operation, then a parameter, `body`, a status or an event, then the way down to a field."""


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
    def load(cls, source: str, **connection: Any) -> Description:
        return cls(parse(fetch(source, **connection), source), source)

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
