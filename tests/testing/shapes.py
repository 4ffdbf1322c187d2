"""Whether an answer has the keys of a recorded one: all of them, no others, in the same order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

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


class Recorded(NamedTuple):
    """What the answers of a version of Dify were like.

    Attributes:
        shapes: The keys that its objects had, by schema.
        faults: What the description does not say of them, which is for the newer version.
    """

    shapes: dict[str, set[tuple[str, ...]]]
    faults: set[str]


@cache
def recorded(version: str) -> Recorded:
    reader = ShapeReader(DIFY)
    for exchange in exchanges(version):
        reader.read_exchange(exchange)
    return Recorded(reader.shapes, {_kind(fault) for fault in reader.faults})


def _kind(fault: str) -> str:
    """What a fault is about, without the exchange and the value."""
    return re.sub(r"^\S+?(?=[.:\[ ])|'.*'", "", fault.partition("/")[2])


def faults_of(exchange: Exchange) -> list[str]:
    """What in an answer differs from the description, or has keys that no recorded answer of its version has in that order."""
    reader = ShapeReader(DIFY)
    reader.read_exchange(exchange)
    known = recorded(exchange.version)
    faults = [fault for fault in reader.faults if _kind(fault) not in known.faults]
    for location, shapes in reader.shapes.items():
        new = shapes - known.shapes.get(location, set())
        faults += [f"{exchange}: no recorded {location} has the keys {shape}" for shape in new]
    return faults
