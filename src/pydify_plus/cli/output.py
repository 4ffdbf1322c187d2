"""What commands print: tables for people, plain lines for pipes, JSON and YAML for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from rich.console import Console


class Format(StrEnum):
    """How data is printed."""

    table = "table"
    json = "json"
    yaml = "yaml"


_PICTURES: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}
_LINE_PICTURES: dict[int, int | str] = {**_PICTURES, 0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}


def visible(text: str) -> str:
    """A text with its control characters made visible, so that no answer can move the cursor or retitle the terminal."""
    return text.replace("\r\n", "\n").translate(_PICTURES)


class Output:
    """Where a command's data and its remarks go.

    Args:
        format: `table`, `json` or `yaml`.
    """

    def __init__(self, format: Format = Format.table) -> None:
        self.format = format

    @property
    def for_people(self) -> bool:
        """Whether a person reads it, and not a program that wants JSON or YAML."""
        return self.format is Format.table

    @cached_property
    def console(self) -> Console:
        """Standard output."""
        return _console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        """Standard error, for all that is not the data that was asked for."""
        return _console(sys.stderr)

    def rows(
        self, rows: Iterable[Any], columns: Sequence[str] | Mapping[str, str], *, title: str | None = None
    ) -> None:
        """Print a list of objects.

        Args:
            rows: Mappings, or views of Dify's answers. JSON and YAML have all that is in them.
            columns: The fields that a table has, in this order, or their names by the headings above them.
            title: What stands above a table on a terminal.
        """
        objects = [plain(row) for row in rows]
        if not self.for_people:
            self.data(objects)
            return
        fields = columns if isinstance(columns, Mapping) else {name: name for name in columns}
        cells = [[_cell(_at(row, name)) for name in fields.values()] for row in objects]
        if not self.console.is_terminal:
            self._lines([list(fields), *cells])
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title, title_justify="left", header_style="bold", box=_box())
        for heading in fields:
            table.add_column(heading, overflow="fold")
        for row in cells:
            table.add_row(*(Text(visible(cell)) for cell in row))
        self.console.print(table)

    def record(
        self, value: Any, fields: Sequence[str] | Mapping[str, str] | None = None, *, title: str | None = None
    ) -> None:
        """Print one object.

        Args:
            value: A mapping, or a view of an answer of Dify's. JSON and YAML have all that is in it.
            fields: What a table shows of it, in this order, or their names by what they are called there; all when left out.
            title: What stands above a table on a terminal.
        """
        content: Any = plain(value)
        if not self.for_people:
            self.data(content)
            return
        names = fields if isinstance(fields, Mapping) else {name: name for name in (fields or content)}
        pairs = [(heading, _cell(_at(content, name))) for heading, name in names.items()]
        if not self.console.is_terminal:
            self._lines(pairs)
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title, title_justify="left", show_header=False, box=_box())
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for heading, cell in pairs:
            table.add_row(heading, Text(visible(cell)))
        self.console.print(table)

    def data(self, value: Any) -> None:
        """Print a value as JSON, or as YAML where that was asked for."""
        sys.stdout.write(dump(plain(value), self.format))
        sys.stdout.flush()

    def text(self, text: str) -> None:
        """Print a text as it is, on a terminal with its control characters made visible, and end its line."""
        sys.stdout.write(visible(text) if self.console.is_terminal else text)
        sys.stdout.write("\n")
        sys.stdout.flush()

    def note(self, text: str, *, style: str = "") -> None:
        """Say something to a person, on standard error; a program that wants JSON or YAML hears nothing."""
        if self.for_people:
            from rich.text import Text

            self.err.print(Text(visible(text), style=style), soft_wrap=True)

    def warn(self, text: str) -> None:
        """Warn a person, on standard error."""
        self.note(f"Warning: {text}", style="yellow")

    def _lines(self, rows: Iterable[Iterable[str]]) -> None:
        for row in rows:
            sys.stdout.write("\t".join(cell.translate(_LINE_PICTURES) for cell in row) + "\n")
        sys.stdout.flush()


def dump(value: Any, format: Format) -> str:
    """A value as YAML, else as JSON, with a line end."""
    if format is Format.yaml:
        import yaml

        return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True))
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """A value as JSON has it: views become what they are views of, enums and the like their text."""
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        value = to_dict()
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in cast("Mapping[object, Any]", value).items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in cast("Iterable[Any]", value)]
    if isinstance(value, str):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of an object as JSON has them; none of what is no object."""
    found = plain(value)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _console(file: TextIO) -> Console:
    from rich.console import Console

    return Console(file=file, highlight=False, emoji=False, markup=False)


def _box() -> Any:
    from rich import box

    return box.ROUNDED


def _at(row: Any, name: str) -> Any:
    """A field by its name, `a.b` for one within another."""
    for step in name.split("."):
        row = cast("Mapping[str, Any]", row).get(step) if isinstance(row, Mapping) else None
    return row


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
