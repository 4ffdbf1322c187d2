"""Exports that append to a table what it lacks.

What is lacking is written to a table of its own, beside the one that is there, and both are joined at the end, in one step: a kill
leaves the one that is there as it was, or has it whole.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..tables.reading import format_of, polars, rows_of
from ..tables.results import cell_text
from .sources import moment_of

_OVERLAP = 86_400.0
"""Seconds before the newest row from which rows are read again: a row may come to be seen later than the time that it bears."""


class Known:
    """What a table has already.

    Args:
        path: The table; it need not be there.
        identity: The columns that tell rows apart, and versions of a row.
    """

    def __init__(self, path: Path, identity: Sequence[str]) -> None:
        self._identity = identity
        self._digests: set[bytes] = set()
        self._newest: dict[str, float] = {}
        if not path.exists():
            return
        for row in rows_of(path):
            self._digests.add(self._digest(row))
            moment = moment_of(row.get("created_at"))
            if moment is not None:
                user = cell_text(row.get("user"))
                self._newest[user] = max(moment, self._newest.get(user, moment))

    def __contains__(self, row: Mapping[str, Any]) -> bool:
        return self._digest(row) in self._digests

    def since(self, user: str = "") -> float | None:
        """From when on something may be lacking, in unix seconds; None where all may.

        Args:
            user: The end user, in a table of several.
        """
        newest = self._newest.get(user)
        return None if newest is None else newest - _OVERLAP

    def _digest(self, row: Mapping[str, Any]) -> bytes:
        cells = [_plain(row.get(name)) for name in self._identity]
        return blake2b(json.dumps(cells).encode(), digest_size=16).digest()


def part_of(path: Path) -> Path:
    """Where what a table lacks is written first."""
    return path.with_name(f".{path.stem}.lacking{path.suffix}")


def was_joined(part: Path, known: Known) -> bool:
    """Whether a run that was killed since had appended a part already.

    Args:
        part: It; it need not be there.
        known: What the table has.
    """
    first = _first(part) if part.exists() else None
    return first is not None and first in known


def join(path: Path, part: Path) -> None:
    """Append a table to another of its format, in one step.

    Args:
        path: The table that is appended to; it need not be there.
        part: What it lacks.
    """
    beside = path.with_name(f".{path.name}.joined")
    if not path.exists():
        shutil.copyfile(part, beside)
    elif _first(part) is None:
        return
    else:
        match format_of(path):
            case "parquet":
                pl = polars()
                both = [pl.scan_parquet(path), pl.scan_parquet(part)]
                pl.concat(both, how="diagonal_relaxed").sink_parquet(beside)
            case "jsonl":
                _join_lines(path, part, beside)
            case kind:
                _join_csv(path, part, beside, "\t" if kind == "tsv" else ",")
    beside.replace(path)


def _first(table: Path) -> Mapping[str, Any] | None:
    for row in rows_of(table):
        return row
    return None


def _join_lines(path: Path, part: Path, beside: Path) -> None:
    with beside.open("wb") as file:
        with path.open("rb") as old:
            shutil.copyfileobj(old, file)
            if old.tell():
                old.seek(-1, 2)
                if old.read(1) != b"\n":
                    file.write(b"\n")
        with part.open("rb") as new:
            shutil.copyfileobj(new, file)


def _join_csv(path: Path, part: Path, beside: Path, delimiter: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as old, part.open(encoding="utf-8-sig", newline="") as new:
        readers = csv.DictReader(old, delimiter=delimiter), csv.DictReader(new, delimiter=delimiter)
        columns = dict.fromkeys(name for reader in readers for name in reader.fieldnames or ())
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns), delimiter=delimiter, lineterminator="\n")
            writer.writeheader()
            for reader in readers:
                writer.writerows(reader)


def _plain(value: Any) -> str:
    """A value as it is in every format: Parquet has no null beside text, and may have made floats of whole numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return cell_text(value)
