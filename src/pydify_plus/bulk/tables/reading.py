"""Tables to be worked through, row by row: CSV, JSON lines, Parquet, Excel, or anything that gives dicts."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from pydify_plus.errors import DifyError

Row = dict[str, Any]
Source = str | PathLike[str] | Iterable[Mapping[str, Any]] | AsyncIterable[Mapping[str, Any]]

_AT_ONCE = 2000
_FORMATS = {
    ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "excel",
    ".xlsm": "excel", ".xls": "excel", ".xlsb": "excel", ".ods": "excel",
}  # fmt: skip


class TableError(DifyError, ValueError):
    """A table cannot be read or written as it is; the message says where, and what to do."""


def format_of(path: Path) -> str:
    """The format that a file's name tells: `csv`, `tsv`, `jsonl`, `parquet` or `excel`.

    Raises:
        TableError: It tells none that is known.
    """
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        raise TableError(f"{path}: the name must end in one of {', '.join(_FORMATS)}") from None


def polars() -> Any:
    """The library that reads and writes Parquet and Excel.

    Raises:
        TableError: It is not installed.
    """
    try:
        import polars
    except ImportError:
        raise TableError('Parquet and Excel need polars: pip install "pydify-plus[tables]"') from None
    return polars


def rows_of(source: Source, *, sheet: str | None = None) -> Iterator[Row]:
    """The rows of a file, or of anything that gives dicts, one by one. A file is read a piece at a time, an Excel sheet whole.

    Args:
        source: A path, or the rows themselves.
        sheet: The sheet of an Excel file; the first when None.

    Raises:
        TableError: The file, or a row of it, cannot be read.
    """
    if not isinstance(source, (str, PathLike)):
        return (_checked(row, number) for number, row in enumerate(cast("Iterable[Any]", source), 1))
    path = Path(fspath(source))
    match format_of(path):
        case "csv":
            return _csv_rows(path, ",")
        case "tsv":
            return _csv_rows(path, "\t")
        case "jsonl":
            return _jsonl_rows(path)
        case "parquet":
            return _parquet_rows(path)
        case _:
            return _excel_rows(path, sheet)


async def coming_rows(source: AsyncIterable[Mapping[str, Any]]) -> AsyncIterator[Row]:
    """The rows of what gives dicts asynchronously."""
    number = 0
    async for row in source:
        number += 1
        yield _checked(row, number)


def file_identity(path: Path) -> str:
    """What tells a file from another one, readable: name, size and a hash of its content."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.name}, {path.stat().st_size} bytes, sha256 {digest[:16]}"


def row_digest(row: Row) -> str:
    """What tells a row from another one."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]


def to_json_value(value: Any) -> Any:
    """A cell as JSON has it.

    Raises:
        TypeError: JSON has no such thing, as for bytes.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): to_json_value(item) for name, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, (list, tuple, set)):
        return [to_json_value(item) for item in cast("Iterable[Any]", value)]
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return to_json_value(value.tolist())
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("it holds bytes, which JSON cannot carry")
    return str(value)


def _checked(row: Any, number: int) -> Row:
    if not isinstance(row, Mapping):
        raise TableError(f"row {number}: a row must be a dict of values by column, not {type(row).__name__}")
    try:
        return {str(name): to_json_value(value) for name, value in cast("dict[Any, Any]", row).items()}
    except TypeError as error:
        raise TableError(f"row {number}: {error}") from None


def _csv_rows(path: Path, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))  # a text may be longer than 128 KiB
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise TableError(f"{path} is empty: its first line must name the columns")
            twice = sorted({name for name in header if header.count(name) > 1})
            if twice:
                raise TableError(f"{path}: two columns have the name {twice[0]!r}")
            number = 0
            for cells in reader:
                if not cells:
                    continue  # an empty line
                number += 1
                if len(cells) != len(header):
                    raise TableError(
                        f"{path}, line {reader.line_num} (row {number}): it has {len(cells)} cells, the header has {len(header)}"
                    )
                yield dict(zip(header, cells, strict=True))
        except csv.Error as error:
            raise TableError(f"{path}, line {reader.line_num}: {error}") from None
        except UnicodeDecodeError as error:
            raise TableError(f"{path} is not UTF-8 ({error}): save it as CSV UTF-8") from None


def _jsonl_rows(path: Path) -> Iterator[Row]:
    number = 0
    with path.open("rb") as file:
        for line_number, line in enumerate(file, 1):
            if not line.strip():
                continue
            number += 1
            try:
                value = json.loads(line)
            except ValueError as error:
                raise TableError(f"{path}, line {line_number}: no JSON: {error}") from None
            if not isinstance(value, dict):
                raise TableError(f"{path}, line {line_number}: a line must be a JSON object")
            yield cast("Row", value)


def _parquet_rows(path: Path) -> Iterator[Row]:
    pl = polars()
    try:
        frame, begin = pl.scan_parquet(path), 0
        while True:
            piece = frame.slice(begin, _AT_ONCE).collect()
            for row in piece.iter_rows(named=True):
                begin += 1
                yield _checked(row, begin)
            if len(piece) < _AT_ONCE:
                return
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableError(f"{path} cannot be read as Parquet: {error}") from error


def _excel_rows(path: Path, sheet: str | None) -> Iterator[Row]:
    pl = polars()
    if not path.exists():
        raise FileNotFoundError(2, "No such file", str(path))
    try:
        piece = pl.read_excel(path, sheet_name=sheet) if sheet else pl.read_excel(path)
    except Exception as error:  # of polars, or of the engine beneath, by its own names
        raise TableError(f"{path} cannot be read as Excel: {error}") from error
    for number, row in enumerate(piece.iter_rows(named=True), 1):
        yield _checked(row, number)
