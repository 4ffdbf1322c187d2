"""What a schema says of a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .reading import Node, listing, mapping

T = TypeVar("T")


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
