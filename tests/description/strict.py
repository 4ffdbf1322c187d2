"""A strict reading of `openapi/dify.yaml`: what a schema does not say is a fault.

JSON Schema lets an object hold keys that nobody declared. Here an undeclared key is a fault unless the schema is marked
`x-dify-free-form`, and the reader keeps count of what it saw, so that a property which no recording holds is found too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recorded import Exchange

DESCRIPTION = Path(__file__).parents[2] / "openapi" / "dify.yaml"
METHODS = ("get", "post", "put", "patch", "delete")
SCHEMA_KEYWORDS = {
    *("type", "enum", "format", "description", "properties", "required", "additionalProperties", "items"),
    *("allOf", "oneOf", "$ref", "discriminator", "x-enum-varnames", "x-dify-free-form", "x-dify-source"),
}
"""What the reader understands; `format` only tells files from texts."""


def json_type(value: Any) -> str:
    """The name that JSON Schema has for the type of `value`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


@dataclass
class Description:
    """The parsed description with its operations by Dify's operation id."""

    path: Path = DESCRIPTION

    @cached_property
    def document(self) -> dict[str, Any]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return dict(yaml.load(self.path.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - both are safe

    @cached_property
    def operations(self) -> dict[str, dict[str, Any]]:
        """Each operation with its `path` and `method`."""
        return {
            item[method]["operationId"]: {"path": path, "method": method, **item[method]}
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        }

    @property
    def schemas(self) -> dict[str, dict[str, Any]]:
        return dict(self.document["components"]["schemas"])

    def resolve(self, node: Any) -> tuple[str | None, Any]:
        """Follow `$ref`: the name of the component reached, if any, and the node itself."""
        name = None
        while isinstance(node, dict) and "$ref" in node:
            parts = node["$ref"].removeprefix("#/").split("/")
            name, node = parts[-1], self.document
            for part in parts:
                node = node[part]
        return name, node

    def media(self, operation: str, status: int) -> dict[str, Any] | None:
        """The content types of an operation's answer, each with its schema; None for an undeclared status."""
        response = self.operations[operation]["responses"].get(str(status))
        if response is None:
            return None
        content = self.resolve(response)[1].get("content", {})
        return {content_type: media["schema"] for content_type, media in content.items()}

    def event_schema(self, event: str) -> dict[str, Any] | None:
        ref = self.schemas["StreamEvent"]["discriminator"]["mapping"].get(event)
        return None if ref is None else {"$ref": ref}

    def request_schemas(self) -> Iterator[tuple[str, Any]]:
        """The location and schema of every parameter and body."""
        for name, operation in self.operations.items():
            for parameter in operation.get("parameters", []):
                yield f"{name} {parameter['name']}", parameter["schema"]
            for content_type, media in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{name} {content_type}", media["schema"]

    def answer_schemas(self) -> Iterator[tuple[str, Any]]:
        """The location and schema of every JSON answer and stream event."""
        for name, operation in self.operations.items():
            for status in operation["responses"]:
                for content_type, schema in (self.media(name, int(status)) or {}).items():
                    if content_type == "application/json":
                        yield f"{name}.{status}", schema
        for event, ref in self.schemas["StreamEvent"]["discriminator"]["mapping"].items():
            yield event, {"$ref": ref}

    def nodes(self, schema: Any, location: str, done: set[str] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every schema node from `schema` on, with its location; each component once, what it inherits included."""
        done = set() if done is None else done
        name, node = self.resolve(schema)
        location = name or location
        if location in done:
            return
        done.add(location)
        yield location, node
        for keyword in ("oneOf", "anyOf"):
            for index, branch in enumerate(node.get(keyword, [])):
                yield from self.nodes(branch, f"{location}.{keyword}{index}", done)
        for key, (where, inner) in self.properties(node, location)[0].items():
            yield from self.nodes(inner, f"{where}.{key}", done)
        if isinstance(node.get("additionalProperties"), dict):
            yield from self.nodes(node["additionalProperties"], f"{location}.*", done)
        if "items" in node:
            yield from self.nodes(node["items"], f"{location}[]", done)

    def properties(self, schema: dict[str, Any], location: str) -> tuple[dict[str, tuple[str, Any]], set[str]]:
        """An object's properties, each with the location it is counted under, and the required names; `allOf` too."""
        properties: dict[str, tuple[str, Any]] = {}
        required: set[str] = set(schema.get("required", []))
        for part in schema.get("allOf", []):
            inherited, needed = self.properties(self.resolve(part)[1], location)
            properties |= inherited
            required |= needed
        properties |= {key: (location, node) for key, node in schema.get("properties", {}).items()}
        return properties, required

    def free_form(self) -> dict[str, str]:
        """The places whose content is defined by an app, a plugin or a user: location and reason."""
        done: set[str] = set()
        return {
            location: node["x-dify-free-form"]
            for start, schema in [*self.answer_schemas(), *self.request_schemas()]
            for location, node in self.nodes(schema, start, done)
            if "x-dify-free-form" in node
        }


@dataclass
class Reader:
    """Walks values through schemas, collecting faults and what was seen where."""

    description: Description
    faults: list[str] = field(default_factory=list)
    answers: int = 0
    """How many JSON answers were read."""
    events: int = 0
    """How many stream events were read."""
    objects: Counter[str] = field(default_factory=Counter)
    """How many objects were read at a schema location."""
    present: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(location, property): how many of those objects had it, not null."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """(location, property) that any object had, null included."""

    def read_exchange(self, exchange: Exchange) -> None:
        """Check what a recorded request was answered: status, content type, and the JSON or every event of it."""
        operation = {"root": "getServerIndex"}.get(exchange.operation, exchange.operation)
        if operation not in self.description.operations:
            if operation != "unknownPath":
                self.faults.append(f"{exchange}: nobody describes {operation}")
            return
        media = self.description.media(operation, exchange.status)
        if media is None:
            self.faults.append(f"{exchange}: status {exchange.status} of {operation} is undeclared")
            return
        if not media and not exchange.text and not exchange.is_json:
            return  # Dify names a content type for its empty answers too
        kind = exchange.content_type
        schema = media.get(kind, media.get(f"{kind.partition('/')[0]}/*"))
        if schema is None:
            self.faults.append(f"{exchange}: {kind!r} at {exchange.status} of {operation} is undeclared")
        elif exchange.is_stream:
            for index, event in enumerate(exchange.events):
                self.read_event(event, operation, f"{exchange} event {index}")
        elif exchange.is_json:
            self.answers += 1
            self.read(exchange.json, schema, str(exchange), f"{operation}.{exchange.status}")

    def read_event(self, event: dict[str, Any], operation: str, at: str) -> None:
        """Check one event of a stream of `operation`."""
        name = str(event.get("event"))
        schema = self.description.event_schema(name)
        if schema is None or name not in self.description.operations[operation].get("x-dify-events", []):
            self.faults.append(f"{at}: {operation} has no event {name!r}")
            return
        self.events += 1
        self.read(event, schema, f"{at} {name}", name)

    def read(self, value: Any, schema: Any, at: str, location: str) -> None:
        """Check `value`; `at` is where it stands in the answer, `location` where its schema does in the description."""
        name, schema = self.description.resolve(schema)
        if name:
            location = name
        if "x-dify-free-form" in schema:
            if "type" in schema:
                self._type(value, schema, at, location)
            return
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                self._union(value, schema[keyword], at, f"{location}.{keyword}")
                return
        if not self._type(value, schema, at, location):
            return
        if "enum" in schema and value not in schema["enum"]:
            self.faults.append(f"{at}: {value!r} is not in the enum at {location}")
        if isinstance(value, dict):
            self._object(value, schema, at, location)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.read(item, schema.get("items", {}), f"{at}[{index}]", f"{location}[]")

    def _type(self, value: Any, schema: dict[str, Any], at: str, location: str) -> bool:
        declared = schema.get("type", "object" if "allOf" in schema else None)
        if declared is None:
            self.faults.append(f"{at}: no type declared at {location}")
            return False
        allowed = {declared} if isinstance(declared, str) else set(declared)
        if "number" in allowed:
            allowed.add("integer")
        if json_type(value) not in allowed:
            self.faults.append(
                f"{at}: {json_type(value)} {str(value)[:60]!r}, declared {sorted(allowed)} at {location}"
            )
            return False
        return True

    def _union(self, value: Any, branches: list[Any], at: str, location: str) -> None:
        trials: list[Reader] = []
        for index, branch in enumerate(branches):
            trial = Reader(self.description)
            trial.read(value, branch, at, f"{location}{index}")
            trials.append(trial)
        best = min(trials, key=lambda trial: len(trial.faults))
        if best.faults:
            self.faults.append(f"{at}: no branch at {location} fits: {best.faults[:2]}")
            return
        self.objects.update(best.objects)
        self.present.update(best.present)
        self.seen.update(best.seen)

    def _object(self, value: dict[str, Any], schema: dict[str, Any], at: str, location: str) -> None:
        properties, required = self.description.properties(schema, location)
        extra = schema.get("additionalProperties")
        self.objects[location] += 1
        for key in sorted(required):
            if value.get(key) is None:
                self.faults.append(f"{at}: required {key!r} is {'null' if key in value else 'absent'} ({location})")
        for key, item in value.items():
            if key in properties:
                where, node = properties[key]
                self.seen.add((where, key))
                if item is not None:
                    self.present[where, key] += 1
                self.read(item, node, f"{at}.{key}", f"{where}.{key}")
            elif isinstance(extra, dict):
                self.read(item, extra, f"{at}.{key}", f"{location}.*")
            else:
                self.faults.append(f"{at}: undeclared key {key!r} ({location})")
