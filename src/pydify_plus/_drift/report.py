"""What was found, held against what was known, as text, JSON and entries for the list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import yaml

from .description import Description
from .differences import Difference, compare
from .known import PATTERNS, Entry, Section, section_for


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


def examine(other: str, *, ours: str, known: str, **connection: Any) -> Report:
    """Compare two descriptions, each a file or a URL.

    Args:
        other: Somebody else's: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML.
        ours: The one that this package comes from.
        known: The list of differences that are known.
        **connection: How `other` is fetched when it is a URL, as `reading.fetch` takes it.

    Raises:
        Unreadable: One of them cannot be used.
    """
    mine, theirs = Description.load(ours), Description.load(other, **connection)
    return Report(mine, theirs, section_for(theirs, known), compare(mine, theirs))


def as_data(report: Report) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        **{
            name: {"source": one.source, **one.identity, "operations": len(one.operations), "notes": one.notes}
            for name, one in (("ours", report.ours), ("other", report.other))
        },
        "section": report.section.name if report.section else None,
        "agrees": report.agrees,
        "differences": [{**asdict(item), "reason": report.reasons.get(item)} for item in report.differences],
        "stale": [{"entry": entry, "unused": patterns} for entry, patterns in report.stale.items()],
    }


def as_json(report: Report) -> str:
    return json.dumps(as_data(report), ensure_ascii=False, indent=2)


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
