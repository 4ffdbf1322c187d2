"""A strict reading of `openapi/dify.yaml`: what a schema does not say is a fault.

JSON Schema lets an object hold keys that nobody declared.  Here an undeclared key is a fault unless the schema is marked
`x-dify-free-form`, and the reader keeps count of what it saw, so that a property which no recording holds is found too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

DESCRIPTION = Path(__file__).parents[2] / "openapi" / "dify.yaml"
METHODS = ("get", "post", "put", "patch", "delete")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    pass


def json_type(value: Any) -> str:
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
        with self.path.open(encoding="utf-8") as file:
            return dict(yaml.load(file, Loader=_Loader))  # noqa: S506 - a subclass of the safe loader

    @cached_property
    def operations(self) -> dict[str, dict[str, Any]]:
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

    def response(self, operation: str, status: int) -> dict[str, Any] | None:
        found = self.operations[operation]["responses"].get(str(status))
        return None if found is None else dict(self.resolve(found)[1])

    def event_schema(self, event: str) -> dict[str, Any] | None:
        ref = self.schemas["StreamEvent"]["discriminator"]["mapping"].get(event)
        return None if ref is None else {"$ref": ref}


@dataclass
class Reader:
    """Walks values through schemas, collecting faults and what was seen where."""

    description: Description
    faults: list[str] = field(default_factory=list)
    objects: Counter[str] = field(default_factory=Counter)
    """How many objects were read at a schema location."""
    present: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(location, property): how many of those objects had it, not null."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """(location, property) that any object had, null included."""

    def read(self, value: Any, schema: Any, at: str, location: str) -> None:
        """Check `value`; `at` is where it stands in the answer, `location` where its schema stands in the description."""
        name, schema = self.description.resolve(schema)
        if name:
            location = name
        if schema is True or schema == {}:
            self.faults.append(f"{at}: schema at {location} says nothing")
            return
        if "x-dify-free-form" in schema:
            self._type(value, schema, at)
            return
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                self._union(value, schema[keyword], at, f"{location}.{keyword}")
                return
        if not self._type(value, schema, at):
            return
        if "enum" in schema and value not in schema["enum"]:
            self.faults.append(f"{at}: {value!r} is not in the enum at {location}")
        if isinstance(value, dict):
            self._object(value, schema, at, location)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.read(item, schema.get("items", {}), f"{at}[{index}]", f"{location}[]")

    def _type(self, value: Any, schema: dict[str, Any], at: str) -> bool:
        declared = schema.get("type")
        if declared is None:
            if "allOf" in schema or "properties" in schema:
                declared = "object"
            elif "x-dify-free-form" in schema:
                return True
            else:
                self.faults.append(f"{at}: no type declared")
                return False
        allowed = {declared} if isinstance(declared, str) else set(declared)
        if "number" in allowed:
            allowed.add("integer")
        if json_type(value) not in allowed:
            self.faults.append(f"{at}: {json_type(value)} {str(value)[:60]!r}, declared {sorted(allowed)}")
            return False
        return True

    def _union(self, value: Any, branches: list[Any], at: str, location: str) -> None:
        trials: list[Reader] = []
        for index, branch in enumerate(branches):
            trial = Reader(self.description)
            trial.read(value, branch, at, f"{location}{index}")
            trials.append(trial)
        fitting = [trial for trial in trials if not trial.faults]
        if not fitting:
            closest = min(trials, key=lambda trial: len(trial.faults))
            self.faults.append(f"{at}: no branch at {location} fits: {closest.faults[:2]}")
            return
        best = fitting[0]
        self.objects.update(best.objects)
        self.present.update(best.present)
        self.seen.update(best.seen)

    def merged(self, schema: dict[str, Any], location: str) -> tuple[dict[str, tuple[str, Any]], set[str]]:
        """An object's properties, each with the location that declares it, and the required names, `allOf` included."""
        properties: dict[str, tuple[str, Any]] = {}
        required: set[str] = set()
        for part in schema.get("allOf", []):
            name, part = self.description.resolve(part)
            inner, needed = self.merged(part, name or location)
            properties.update({key: (location, node) for key, (_, node) in inner.items()})
            required |= needed
        properties.update({key: (location, node) for key, node in schema.get("properties", {}).items()})
        return properties, required | set(schema.get("required", []))

    def _object(self, value: dict[str, Any], schema: dict[str, Any], at: str, location: str) -> None:
        properties, required = self.merged(schema, location)
        extra = schema.get("additionalProperties")
        self.objects[location] += 1
        for key in required:
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
