"""Reading request bodies and queries, with complaints worded as Dify's validator (pydantic) words them.

A `Check` turns a value into what the server works with, or raises `Invalid`. A `Model` reads an object of named fields:

    ChatRequest = Model("ChatRequestPayload", inputs=required(mapping()), query=required(string()))
    payload = ChatRequest.read(await request.json())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from .errors import ServiceError
from .json_values import Json, is_array, is_object

Check = Callable[[Any], Any]

_HELP = "https://errors.pydantic.dev/2.12/v/"


class Problem(NamedTuple):
    """One complaint: where it is, in words, pydantic's name for it, and the value."""

    path: tuple[str, ...]
    text: str
    kind: str
    value: Any


class Invalid(Exception):
    """A value that a check refuses."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems

    def below(self, step: str) -> Invalid:
        """The same complaints, one level further down."""
        return Invalid(*(problem._replace(path=(step, *problem.path)) for problem in self.problems))


def refuse(text: str, kind: str, value: Any) -> Invalid:
    return Invalid(Problem((), text, kind, value))


@dataclass(frozen=True)
class Field:
    """How one field of an object is read."""

    check: Check
    is_required: bool
    default: Any = None
    nullable: bool = False


def required(check: Check) -> Field:
    return Field(check, is_required=True)


def optional(check: Check, default: Any = None) -> Field:
    """A field that may be left out, or be null when its default is null too."""
    return Field(check, is_required=False, default=default, nullable=default is None)


class Model:
    """An object of named fields; fields that it does not name are dropped, as Dify drops them.

    Args:
        name: The class that Dify's messages name.
        check: A last look at the whole object: the text of a complaint, or None.
        fields: The fields in the order in which complaints list them.
    """

    def __init__(self, name: str, check: Callable[[Json], str | None] | None = None, /, **fields: Field) -> None:
        self.name = name
        self.check = check
        self.fields = fields

    def __call__(self, value: Any) -> Json:
        if not is_object(value):
            text = f"Input should be a valid dictionary or instance of {self.name}"
            raise refuse(text, "model_type", value)
        read: Json = {}
        problems: list[Problem] = []
        for name, field in self.fields.items():
            if name not in value:
                if field.is_required:
                    problems.append(Problem((name,), "Field required", "missing", value))
                read[name] = field.default
            elif value[name] is None and field.nullable:
                read[name] = None
            else:
                try:
                    read[name] = field.check(value[name])
                except Invalid as error:
                    problems.extend(error.below(name).problems)
        if problems:
            raise Invalid(*problems)
        complaint = self.check(read) if self.check else None
        if complaint:
            raise refuse(f"Value error, {complaint}", "value_error", value)
        return read

    def read(self, value: Any) -> Json:
        """Read `value`, or answer 400 `invalid_param` with all complaints.

        Raises:
            ServiceError: Some field is missing or wrong.
        """
        try:
            return self(value)
        except Invalid as error:
            raise RefusedFields(self.name, error) from None


class RefusedFields(ServiceError):
    """The answer to a request with wrong fields.

    Attributes:
        model: The class that the message names.
        problems: All complaints.
    """

    def __init__(self, model: str, error: Invalid) -> None:
        super().__init__(400, "invalid_param", describe(model, error))
        self.model = model
        self.problems = error.problems


def describe(name: str, error: Invalid) -> str:
    """All complaints about an object of that class in pydantic's words."""
    count = len(error.problems)
    lines = [f"{count} validation error{'' if count == 1 else 's'} for {name}"]
    for problem in error.problems:
        if problem.path:
            lines.append(".".join(problem.path))
        shown = f"input_value={_shortened(repr(problem.value))}, input_type={type(problem.value).__name__}"
        lines.append(f"  {problem.text} [type={problem.kind}, {shown}]")
        lines.append(f"    For further information visit {_HELP}{problem.kind}")
    return "\n".join(lines)


def _shortened(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:25]}...{text[-24:]}"


def anything() -> Check:
    return lambda value: value


def string(*, at_least: int = 0, at_most: int | None = None) -> Check:
    """Text of a certain length in characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise refuse("Input should be a valid string", "string_type", value)
        if len(value) < at_least:
            raise refuse(f"String should have at least {_count(at_least, 'character')}", "string_too_short", value)
        if at_most is not None and len(value) > at_most:
            raise refuse(f"String should have at most {_count(at_most, 'character')}", "string_too_long", value)
        return value

    return check


def integer(*, at_least: int | None = None, at_most: int | None = None) -> Check:
    """A whole number, or its digits as text, as they come in a query."""

    def check(value: Any) -> int:
        number: int
        if isinstance(value, str):
            try:
                number = int(value)
            except ValueError:
                text = "Input should be a valid integer, unable to parse string as an integer"
                raise refuse(text, "int_parsing", value) from None
        elif isinstance(value, int | float) and int(value) == value:
            number = int(value)
        else:
            raise refuse("Input should be a valid integer", "int_type", value)
        if at_least is not None and number < at_least:
            raise refuse(f"Input should be greater than or equal to {at_least}", "greater_than_equal", value)
        if at_most is not None and number > at_most:
            raise refuse(f"Input should be less than or equal to {at_most}", "less_than_equal", value)
        return number

    return check


def number() -> Check:
    def check(value: Any) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise refuse("Input should be a valid number", "float_type", value)

    return check


_TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
_FALSE = frozenset({"false", "0", "no", "off", "f", "n"})


def boolean() -> Check:
    def check(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        word = str(value).lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise refuse("Input should be a valid boolean", "bool_type", value)

    return check


def mapping() -> Check:
    def check(value: Any) -> Json:
        if not is_object(value):
            raise refuse("Input should be a valid dictionary", "dict_type", value)
        return value

    return check


def items(check: Check, *, at_least: int = 0) -> Check:
    """A list whose items all pass `check`."""

    def check_all(value: Any) -> list[Any]:
        if not is_array(value):
            raise refuse("Input should be a valid list", "list_type", value)
        if len(value) < at_least:
            text = f"List should have at least {_count(at_least, 'item')} after validation, not {len(value)}"
            raise refuse(text, "too_short", value)
        read: list[Any] = []
        for index, item in enumerate(value):
            try:
                read.append(check(item))
            except Invalid as error:
                raise error.below(str(index)) from None
        return read

    return check_all


def one_of(*values: str, kind: str = "literal_error") -> Check:
    """One of some words; `kind` tells pydantic's literals from its enums."""

    def check(value: Any) -> str:
        if value not in values:
            listed = ", ".join(f"'{one}'" for one in values[:-1])
            raise refuse(f"Input should be {listed} or '{values[-1]}'", kind, value)
        return str(value)

    return check


def passing(test: Callable[[Any], bool], complaint: str, check_first: Check | None = None) -> Check:
    """A value that passes `test`, refused in the words of Dify's own validator, once `check_first` has read it."""

    def check(value: Any) -> Any:
        if check_first is not None:
            value = check_first(value)
        if not test(value):
            raise refuse(f"Value error, {complaint}", "value_error", value)
        return value

    return check


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
