"""From the rows of a table to the inputs of an app: which column feeds which input, and what a cell means there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydify_plus._core.input_form import problems_of
from pydify_plus.errors import DifyInputError

if TYPE_CHECKING:
    from pydify_plus.models.app_parameters import InputField

    from ..tables.reading import Row

CHATS = ("chat", "agent-chat", "advanced-chat", "agent")
_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_PLACEHOLDER = {"type": "custom", "transfer_method": "local_file", "upload_file_id": "to be uploaded"}


@dataclass(frozen=True, slots=True)
class FileCell:
    """A file that a cell names.

    Attributes:
        where: Its URL, or its path.
        is_url: Whether it is a URL, which Dify fetches by itself.
    """

    where: str
    is_url: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What a row asks of the app.

    Attributes:
        inputs: Values by input; files stand in them as `FileCell`, or a list of them.
        query: The user's message, for chats.
        user: The end user; None for the client's.
        files: The files of the message.
    """

    inputs: dict[str, Any]
    query: str | None = None
    user: str | None = None
    files: tuple[FileCell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mapper:
    """Makes requests of rows.

    Attributes:
        mode: The app's mode.
        form: The app's inputs.
        columns: The column of each input that is not named like it.
        query_column: The column with the user's message, for chats.
        user_column: The column with the end user; None when all rows are the client's user's.
        files_column: The column with files of the message; None for none.
        base: The folder that the paths of files start from.
    """

    mode: str
    form: Sequence[InputField]
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    query_column: str = "query"
    user_column: str | None = None
    files_column: str | None = None
    base: Path = field(default_factory=Path)

    def check_columns(self, names: Sequence[str] | None) -> None:
        """See that a table has the columns that are needed.

        Args:
            names: Its columns; None when nobody knows them yet.

        Raises:
            DifyInputError: One is missing, or the mapping names an input that the app does not have.
        """
        problems: list[tuple[str, str]] = []
        inputs = [one.name for one in self.form]
        for name, column in self.columns.items():
            if name not in inputs:
                problems.append((name, _no_such("is no input of this app", name, inputs)))
            elif names is not None and column not in names:
                problems.append((name, _no_such(f"has no column {column!r} in the table", column, names)))
        if names is not None:
            needed = [one.name for one in self.form if one.required and one.name not in self.columns]
            needed += [self.query_column] if self.mode in CHATS else []
            needed += filter(None, (self.user_column, self.files_column))
            problems.extend(
                (name, _no_such("is needed, and is no column of the table", name, names))
                for name in needed
                if name not in names
            )
        if problems:
            raise DifyInputError(problems)

    def request(self, row: Row) -> Request:
        """What a row asks of the app.

        Raises:
            DifyInputError: The app does not take it.
        """
        inputs: dict[str, Any] = {}
        problems: list[tuple[str, str]] = []
        for one in self.form:
            value = row.get(self.columns.get(one.name, one.name))
            if value is None or value == "":
                continue  # an empty cell is no value: what is required is missed below
            try:
                inputs[one.name] = self._value(one, value)
            except ValueError as error:
                problems.append((one.name, str(error)))
        rest = [one for one in self.form if not any(name == one.name for name, _ in problems)]
        problems.extend(problems_of({name: _shape(value) for name, value in inputs.items()}, rest))
        query = row.get(self.query_column) if self.mode in CHATS else None
        if self.mode in CHATS and (query is None or not str(query).strip()):
            problems.append((self.query_column, "is the message to send, and is empty"))
        user = row.get(self.user_column) if self.user_column else None
        if self.user_column and not user:
            problems.append((self.user_column, "names the end user, and is empty"))
        files: tuple[FileCell, ...] = ()
        if self.files_column and row.get(self.files_column):
            try:
                files = tuple(self._files(row[self.files_column]))
            except ValueError as error:
                problems.append((self.files_column, str(error)))
        if problems:
            raise DifyInputError(problems)
        return Request(inputs, None if query is None else str(query), None if user is None else str(user), files)

    def _value(self, one: InputField, value: Any) -> Any:
        match one.type:
            case "file":
                files = self._files(value)
                if len(files) != 1:
                    raise ValueError("takes one file")
                return files[0]
            case "file-list":
                return self._files(value)
            case "number":
                return _number(value)
            case "checkbox":
                return _boolean(value)
            case "json_object":
                return _json_object(value)
            case "text-input" | "paragraph" | "select":
                return _text(value)
            case _:
                return value

    def _files(self, value: Any) -> list[FileCell]:
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                pass  # a path may begin so
        given = cast("Sequence[Any]", value) if isinstance(value, list) else [value]
        found: list[FileCell] = []
        for one in given:
            if not isinstance(one, str) or not one.strip():
                raise ValueError(f"must be the path or the URL of a file, not {one!r}")
            if one.lower().startswith(("http://", "https://")):
                found.append(FileCell(one, is_url=True))
                continue
            path = self.base / one.strip()
            if not path.is_file():
                raise ValueError(f"names a file that is not there: {path}")
            found.append(FileCell(str(path), is_url=False))
        return found


def _shape(value: Any) -> Any:
    """A value as the form is checked with; the kind of a file is the server's to judge."""
    if isinstance(value, FileCell):
        return {"type": "custom", "transfer_method": "remote_url", "url": value.where} if value.is_url else _PLACEHOLDER
    if isinstance(value, list):
        return [_shape(item) for item in cast("Sequence[Any]", value)]
    return value


def _no_such(problem: str, name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"{problem}: did you mean {close[0]!r}?"
    return f"{problem}; there are {', '.join(names)}" if names else problem


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"must be a number, not {value!r}") from None


def _boolean(value: Any) -> Any:
    if isinstance(value, str):
        word = value.strip().lower()
        if word not in (*_TRUE, *_FALSE):
            raise ValueError(f"must be true or false, not {value!r}")
        return word in _TRUE
    return value


def _json_object(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError(f"must be a JSON object: {error}") from None


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
