"""Result tables: files that are made of a job's records while it runs.

Each is a sink. The journal is the truth: when a job is taken up again, its table is written anew from the journal, beside the old one,
and put in its place. So a kill at any moment costs the table nothing and doubles nothing in it.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .reading import TableError, format_of, polars
from .results import cell_text

if TYPE_CHECKING:
    from ..engine.items import Record
    from ..engine.journal import Records
    from ..engine.sinks import Sink

RowOf = Callable[["Record"], dict[str, Any]]

_ROWS_PER_WRITE = 200
_FIRST_PARQUET = 500
_PARQUET_GROWTH = 1.5


def table_sink(path: Path, row_of: RowOf, columns: Iterable[str], *, ordered: bool) -> Sink:
    """The sink that writes a table.

    Args:
        path: The file; its name's ending tells the format.
        row_of: Makes a row of a record.
        columns: The columns that the table has in any case.
        ordered: Rows in the order of the input, each as soon as all before it are there; else as they end.

    Raises:
        TableError: The format is not one that can be written, or what it needs is not installed.
    """
    match format_of(path):
        case "csv":
            return CsvTable(path, row_of, columns, ordered=ordered)
        case "tsv":
            return CsvTable(path, row_of, columns, ordered=ordered, delimiter="\t")
        case "jsonl":
            return JsonLines(path, row_of, ordered=ordered)
        case "parquet":
            polars()
            return ParquetTable(path, row_of, columns, ordered=ordered)
        case _:
            raise TableError(f"{path}: results are written as CSV, JSON lines or Parquet, not as Excel")


class _Reader:
    """Takes the records as they come, in one of the two orders, from where it last was."""

    def __init__(self, row_of: RowOf, *, ordered: bool) -> None:
        self._row_of = row_of
        self._ordered = ordered
        self._rewind()

    def _rewind(self) -> None:
        self._cursor = -1 if self._ordered else 0

    def _found(self, records: Records) -> Iterator[Record]:
        return records.in_order(self._cursor) if self._ordered else records.as_ended(self._cursor)

    def _took(self, record: Record) -> None:
        self._cursor = record.position if self._ordered else record.ended


class RowCalls(_Reader):
    """Hands each row to a function, in the journal's thread; those of earlier runs of the job first.

    Args:
        call: Takes a row.
        row_of: Makes a row of a record.
        ordered: As for a table. Rows that wait for one before them when the job ends are not handed over.
    """

    def __init__(self, call: Callable[[dict[str, Any]], object], row_of: RowOf, *, ordered: bool) -> None:
        super().__init__(row_of, ordered=ordered)
        self._call = call

    def open(self, records: Records) -> None:
        self.advance(records)

    def advance(self, records: Records) -> None:
        for record in self._found(records):
            self._call(self._row_of(record))
            self._took(record)

    def close(self, records: Records) -> None:
        self.advance(records)


class JsonLines(_Reader):
    """A file of JSON objects, one a line.

    Args:
        path: The file.
        row_of: Makes a row of a record.
        ordered: As for `table_sink`.
    """

    def __init__(self, path: Path, row_of: RowOf, *, ordered: bool) -> None:
        super().__init__(row_of, ordered=ordered)
        self.path = path
        self._count = 0
        self._file = -1

    def open(self, records: Records) -> None:
        self._rewind()
        self._write_anew(records, self._found)

    def advance(self, records: Records) -> None:
        for rows in self._pieces(self._found(records)):
            if not all(self._fits(row) for _, row in rows):
                self._rewind()
                self._write_anew(records, self._found)
                return
            self._append(rows)

    def close(self, records: Records) -> None:
        self.advance(records)
        if self._ordered and self._count < records.count():
            # The job ended before a row between others did, or an earlier run took other rows.
            self._write_anew(records, type(records).all_in_order)
        self._shut()

    def _pieces(self, found: Iterable[Record]) -> Iterator[list[tuple[Record, dict[str, Any]]]]:
        rows: list[tuple[Record, dict[str, Any]]] = []
        for record in found:
            rows.append((record, self._row_of(record)))
            if len(rows) == _ROWS_PER_WRITE:
                yield rows
                rows = []
        if rows:
            yield rows

    def _append(self, rows: list[tuple[Record, dict[str, Any]]]) -> None:
        # One call for whole lines, so that neither a reader nor a kill meets half a row.
        _write(self._file, "".join(self._line(row) for _, row in rows).encode())
        self._took(rows[-1][0])
        self._count += len(rows)

    def _write_anew(self, records: Records, found: Callable[[Records], Iterator[Record]]) -> None:
        self._prepare(self._row_of(record) for record in found(records))
        beside = self.path.with_name(f".{self.path.name}.new")
        self._shut()
        self._count = 0
        try:
            self._file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
            _write(self._file, self._head().encode())
            for rows in self._pieces(found(records)):
                self._append(rows)
            beside.replace(self.path)
        except BaseException:
            self._shut()
            with suppress(OSError):
                beside.unlink()
            raise

    def _shut(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _fits(self, row: dict[str, Any]) -> bool:
        return True

    def _prepare(self, rows: Iterable[dict[str, Any]]) -> None:
        """Get ready for rows, all that there are."""

    def _head(self) -> str:
        return ""

    def _line(self, row: dict[str, Any]) -> str:
        return json.dumps(row, ensure_ascii=False) + "\n"


class CsvTable(JsonLines):
    """A CSV in UTF-8. When a row brings a column that no row before had, the file is written anew with it.

    Args:
        path: The file.
        row_of: Makes a row of a record.
        columns: The columns that it has in any case.
        ordered: As for `table_sink`.
        delimiter: What stands between cells.
    """

    def __init__(
        self, path: Path, row_of: RowOf, columns: Iterable[str], *, ordered: bool, delimiter: str = ","
    ) -> None:
        super().__init__(path, row_of, ordered=ordered)
        self._columns = dict.fromkeys(columns)
        self._delimiter = delimiter

    def _fits(self, row: dict[str, Any]) -> bool:
        return row.keys() <= self._columns.keys()

    def _prepare(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            self._columns = merged(self._columns, row)

    def _head(self) -> str:
        return self._cells(list(self._columns))

    def _line(self, row: dict[str, Any]) -> str:
        return self._cells([cell_text(row.get(name)) for name in self._columns])

    def _cells(self, cells: list[str]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._delimiter, lineterminator="\n").writerow(cells)
        return text.getvalue()


class ParquetTable(_Reader):
    """A Parquet file, which cannot grow: it is written whole, beside the old one, whenever it would be half as long again, and at the end.

    Args:
        path: The file.
        row_of: Makes a row of a record.
        columns: The columns that it has in any case.
        ordered: As for `table_sink`.
    """

    def __init__(self, path: Path, row_of: RowOf, columns: Iterable[str], *, ordered: bool) -> None:
        super().__init__(row_of, ordered=ordered)
        self.path = path
        self._columns = dict.fromkeys(columns)
        self._next = _FIRST_PARQUET

    def open(self, records: Records) -> None:
        if records.count():
            self._write(records)

    def advance(self, records: Records) -> None:
        if records.count() >= self._next:
            self._write(records)

    def close(self, records: Records) -> None:
        self._write(records)

    def _write(self, records: Records) -> None:
        pl = polars()
        count, columns = 0, self._columns
        kinds: dict[str, str] = {}
        for row in self._rows(records):
            count += 1
            columns = merged(columns, row)
            for name, value in row.items():
                if value is not None:
                    kinds[name] = _common(kinds.get(name), _kind(value))
        dtypes = {"int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean}
        schema = {name: dtypes.get(kinds.get(name, "text"), pl.String) for name in columns}
        with TemporaryDirectory(dir=self.path.parent, prefix=f".{self.path.name}.") as folder:
            lines, beside = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
            with lines.open("w", encoding="utf-8") as file:
                for row in self._rows(records):
                    cells = {name: _cell(row.get(name), kinds.get(name, "text")) for name in columns}
                    file.write(json.dumps(cells, ensure_ascii=False) + "\n")
            if count:
                pl.scan_ndjson(lines, schema=schema).sink_parquet(beside)
            else:
                pl.DataFrame(schema=schema).write_parquet(beside)
            beside.replace(self.path)
        self._next = max(_FIRST_PARQUET, int(count * _PARQUET_GROWTH))

    def _rows(self, records: Records) -> Iterator[dict[str, Any]]:
        found = records.all_in_order() if self._ordered else records.as_ended()
        return (self._row_of(record) for record in found)


def merged(columns: dict[str, None], row: dict[str, Any]) -> dict[str, None]:
    """The columns with those of a row that are not among them, each behind the one that is before it in the row."""
    if row.keys() <= columns.keys():
        return columns
    names = list(columns)
    at = 0
    for name in row:
        if name in columns:
            at = max(at, names.index(name) + 1)
        else:
            names.insert(at, name)
            at += 1
    return dict.fromkeys(names)


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -(2**63) <= value < 2**63 else "text"
    return "float" if isinstance(value, float) else "text"


def _common(one: str | None, other: str) -> str:
    if one is None or one == other:
        return other
    return "float" if {one, other} == {"int", "float"} else "text"


def _cell(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "float":
        return float(value)
    return cell_text(value) if kind == "text" else value
