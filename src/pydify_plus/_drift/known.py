"""The differences that are known, with the reason for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .description import IDENTITY, Description
from .differences import Difference
from .reading import Unreadable, fetch, listing, mapping, parse


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
