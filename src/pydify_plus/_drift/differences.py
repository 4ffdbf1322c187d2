"""What two descriptions do not say alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .description import Description, Facts, Location


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
