"""The table that an export writes: a piece of the job holds many of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..engine.items import Record
from ..engine.journal import Records
from ..tables.reading import format_of
from ..tables.writing import table_sink


class ExportTable:
    """A sink that makes a row of each row of each record.

    Args:
        path: The file; its name's ending tells the format.
        columns: The columns that it has in any case.

    Attributes:
        count: How many rows there are, once it is closed.
    """

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self._sink = table_sink(path, lambda record: record.value, columns, ordered=True)
        self._grows = format_of(path) != "parquet"  # which is written whole, at the end
        self.count = 0

    def open(self, records: Records) -> None:
        if self._grows:
            self._sink.open(_Rows(records))

    def advance(self, records: Records) -> None:
        if self._grows:
            self._sink.advance(_Rows(records))

    def close(self, records: Records) -> None:
        rows = _Rows(records)
        self._sink.close(rows)
        self.count = rows.count()


class _Rows(Records):
    """Reads each row of a record as a record of its own."""

    def __init__(self, records: Records) -> None:
        super().__init__(records._connection)

    def as_ended(self, after: int = 0) -> Iterator[Record]:
        return _parted(super().as_ended(after))

    def in_order(self, after: int = -1) -> Iterator[Record]:
        return _parted(super().in_order(after))

    def all_in_order(self) -> Iterator[Record]:
        return _parted(super().all_in_order())

    def count(self) -> int:
        return sum(len(record.value.get("rows", ())) for record in super().as_ended())


def _parted(records: Iterator[Record]) -> Iterator[Record]:
    for record in records:
        for row in record.value.get("rows", ()):
            yield replace(record, value=row)
