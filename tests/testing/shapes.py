"""Whether an answer has the keys of a recorded one: all of them, no others, in the same order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from description.strict import Description, Reader
from recorded import Exchange, exchanges

DIFY = Description()


@dataclass
class ShapeReader(Reader):
    """A strict reader that also notes the keys of every object, in order, by the schema that it was read with."""

    shapes: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)

    def _object(self, value: dict[str, Any], schema: dict[str, Any], at: str, location: str) -> None:
        if "additionalProperties" not in schema:
            self.shapes.setdefault(location, set()).add(tuple(value))
        super()._object(value, schema, at, location)

    def _union(self, value: Any, branches: list[Any], at: str, location: str) -> None:
        if value is None:
            return
        known = [branch for branch in branches if branch != {"type": "null"}]
        if len(known) == 1:
            self.read(value, known[0], at, f"{location}0")
        else:
            super()._union(value, branches, at, location)


@cache
def recorded_shapes() -> dict[str, set[tuple[str, ...]]]:
    """The keys that the objects of Dify 1.14.2 had, by schema."""
    reader = ShapeReader(DIFY)
    for exchange in exchanges("1.14.2"):
        reader.read_exchange(exchange)
    assert not reader.faults, reader.faults
    return reader.shapes


def faults_of(exchange: Exchange) -> list[str]:
    """What in an answer differs from the description, or has keys that no recorded answer has in that order."""
    reader = ShapeReader(DIFY)
    reader.read_exchange(exchange)
    recorded = recorded_shapes()
    for location, shapes in reader.shapes.items():
        for shape in shapes - recorded.get(location, set()):
            reader.faults.append(f"{exchange}: no recorded {location} has the keys {shape}")
    return reader.faults
