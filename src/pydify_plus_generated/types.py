"""What the generated modules share: a call before any I/O, views over JSON, and how values become a request."""

# JSON can be anything, and callers give what they like: to look at it leaves types unknown.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, KeysView, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, Generic, Literal, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from enum import StrEnum

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Decoder = Callable[[Any], Any]


class Unset:
    """The type of `UNSET`: a nullable field that the caller did not give."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@dataclass(frozen=True, slots=True)
class File:
    """One file of a multipart upload: its bytes, an open binary file, or the path of one that each attempt opens."""

    payload: IO[bytes] | bytes | PathLike[str] = field(repr=False)
    name: str = "file"
    content_type: str = "application/octet-stream"

    def __post_init__(self) -> None:
        if not (self.content_type.isascii() and self.content_type.isprintable()):
            raise ValueError(f"{self.content_type!r} cannot be a content type: a header cannot hold it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T_co]):
    """One API call before any I/O: what is sent, and how the answer is read."""

    operation: str
    """Dify's name of the operation."""
    method: str
    path: str
    key: Literal["app", "dataset", "none"]
    """The kind of key that it needs."""
    repeatable: bool
    """Sending it again is harmless even if the server may have processed it."""
    answer: Literal["json", "bytes", "empty"]
    parse: Callable[[Any], T_co]
    event: Callable[[Any], Any] | None = None
    """How an event of its stream is read; None where it has no stream."""
    events: frozenset[str] = frozenset()
    query: Mapping[str, Any] | None = None
    json: Any = None
    parts: Sequence[tuple[str, File | str]] | None = None


class Sender(Protocol):
    """What sends a call and waits for its answer."""

    def send(self, call: Call[T], /) -> T: ...

    def stream(self, call: Call[Any], /) -> Iterable[Any]: ...


class AsyncSender(Protocol):
    """What sends a call and lets its answer be awaited."""

    async def send(self, call: Call[T], /) -> T: ...

    def stream(self, call: Call[Any], /) -> AsyncIterable[Any]: ...


# Past a view's own refusal, and without the dict that asking for `__dict__` would make of each view's attributes.
_set = object.__setattr__
_new = object.__new__


class _Field:
    """Reads a field of a view, faster than `__getattr__`, which is left with what is absent or unknown.

    What its value is made into becomes the view's own attribute, which goes before this one when it is read again.
    """

    __slots__ = ("_attribute", "_decode", "_name")

    def __init__(self, attribute: str, name: str) -> None:
        self._attribute = attribute
        self._name = name
        self._decode: Decoder | None = _not_asked_for

    def __get__(self, view: View | None, cls: type[View]) -> Any:
        if view is None:
            return self
        try:
            value = view._json[self._name]
        except KeyError:
            raise AttributeError(self._attribute) from None
        decode = self._decode
        if decode is _not_asked_for:  # until now, since it may be of a module that is loaded after this one
            decode = self._decode = cls._decoders().get(self._attribute)
        if decode is None or value is None:
            return value
        value = decode(value)
        _set(view, self._attribute, value)
        return value


def _not_asked_for(value: Any) -> Any:
    raise NotImplementedError


class View:
    """A JSON object seen through typed attributes.

    The object is kept as it came: nothing is converted before it is read, nothing is lost, and no shape of it raises.
    An optional field that is absent reads as None, a required one raises AttributeError, and a field that this package
    does not know is read by its JSON name. A view is read-only, compares by content, and is a mapping as far as
    `view["id"]`, `in`, `.get()`, `.keys()`, `dict(view)` and `**view` go. A field whose name is taken by a method is
    read as `view["get"]`.
    """

    _json: dict[str, Any]
    _fields: ClassVar[Mapping[str, str]] = {}  # attribute -> JSON name
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, /, **fields: Any) -> None:
        _set(self, "_json", {name: to_json(value) for name, value in fields.items()})

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """A view of `data`, which is not copied. What is not a JSON object comes back as it is."""
        if type(data) is not dict:
            return data  # type: ignore[no-any-return]
        view = _new(cls)
        _set(view, "_json", data)
        return view

    def to_dict(self) -> dict[str, Any]:
        """A deep copy of the JSON object behind the view."""
        return deepcopy(self._json)

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        return {}

    def __init_subclass__(cls) -> None:
        has_decoders = "_decoders" in cls.__dict__
        for attribute, name in cls._fields.items():
            found = getattr(cls, attribute, None)
            if found is None or (has_decoders and isinstance(found, _Field)):
                setattr(cls, attribute, _Field(attribute, name))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            cls = type(self)
            try:
                return self._json[cls._fields.get(name, name)]
            except KeyError:
                if name in cls._fields and name not in cls._required:
                    return None
                raise AttributeError(f"{cls.__name__} has no field {name!r}", name=name, obj=self) from None

        def __setattr__(self, name: str, value: Any) -> None:
            raise AttributeError(f"{type(self).__name__} is read-only", name=name, obj=self)

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"{type(self).__name__} is read-only", name=name, obj=self)

    def __getitem__(self, name: str) -> Any:
        return self._json[name]

    def __contains__(self, name: object) -> bool:
        return name in self._json

    def __iter__(self) -> Iterator[str]:
        return iter(self._json)

    def __len__(self) -> int:
        return len(self._json)

    def __bool__(self) -> bool:
        return True

    def keys(self) -> KeysView[str]:
        """The JSON names of the fields that are there."""
        return self._json.keys()

    def get(self, name: str, default: Any = None) -> Any:
        """The JSON value of that name, or `default`."""
        return self._json.get(name, default)

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, View) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._json.items())})"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._fields, *(name for name in self._json if name.isidentifier())})

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self._json)


class Event(View):
    """A view of one stream event. `data` is Dify's own `data` object where it has one, else the event's payload."""

    data: Any

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name == "data" and "data" not in self._json:
                return self._json
            return super().__getattr__(name)


def _restore(cls: type[View], data: dict[str, Any]) -> View:
    # Not from_dict: the class of an event with an unknown name is part of what was pickled.
    view = _new(cls)
    _set(view, "_json", data)
    return view


def by_name(key: str, table: Mapping[str, tuple[str, str]], package: str, fallback: Callable[[Any], Any]) -> Decoder:
    """Choose the view by the value of `key`; a value that is not in the table gives `fallback`."""
    views: dict[str, type[View]] = {}

    def decode(value: Any) -> Any:
        kind = value.get(key) if type(value) is dict else None
        try:
            cls = views[kind]  # type: ignore[index]
        except (KeyError, TypeError):
            if not isinstance(kind, str) or kind not in table:
                return fallback(value)
            module, name = table[kind]
            cls = views[kind] = getattr(import_module(module, package), name)
        view = _new(cls)
        _set(view, "_json", value)
        return view

    return decode


def list_of(decode: Decoder) -> Decoder:
    return lambda value: [decode(item) for item in value] if type(value) is list else value


def map_of(decode: Decoder) -> Decoder:
    return lambda value: {key: decode(item) for key, item in value.items()} if type(value) is dict else value


def open_enum(enum: type[StrEnum]) -> Decoder:
    """A known value becomes the enum's member; an unknown one stays what it is."""
    members = enum._value2member_map_

    def decode(value: Any) -> Any:
        return members.get(value, value) if isinstance(value, str) else value

    return decode


def as_is(value: Any) -> Any:
    return value


def nothing(_: Any) -> None:
    return None


def to_json(value: Any) -> Any:
    """The JSON form of an argument: views and mappings become dicts, sequences lists; nothing else changes."""
    if isinstance(value, View):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    return value


def json_body(given: Mapping[str, Any], nullable: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A JSON body: what was given. None counts as not given, except for `nullable` fields, where null has a meaning."""
    fields = {name: to_json(value) for name, value in given.items() if value is not None}
    if nullable:
        fields.update({name: to_json(value) for name, value in nullable.items() if value is not UNSET})
    return fields


def query_params(given: Mapping[str, Any]) -> dict[str, Any]:
    """Query parameters: what was given, booleans as Dify spells them, a list as a repeated key."""
    return {name: _query_value(value) for name, value in given.items() if value is not None}


def _query_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_query_value(item) for item in value]
    return str(value)


def multipart_parts(given: Mapping[str, Any]) -> list[tuple[str, File | str]]:
    """The parts of a multipart body: files as they are, objects as JSON text."""
    found: list[tuple[str, File | str]] = []
    for name, value in given.items():
        if value is None:
            continue
        if isinstance(value, (bytes, bytearray, PathLike)) or hasattr(value, "read"):
            raise TypeError(f"{name} must be a File, which has a name and a content type, not {type(value).__name__}")
        if isinstance(value, (View, Mapping, list, tuple)):
            value = json.dumps(to_json(value), ensure_ascii=False)
        found.append((name, value if isinstance(value, File) else _query_value(value)))
    return found


_NOT_IN_A_SEGMENT = frozenset("/\\%?#")


def path_with(template: str, **ids: str) -> str:
    """The path with each id in its segment.

    Servers decode a segment before they route it, so quoting cannot keep an id in its place: what could leave it is
    refused.

    Raises:
        TypeError: An id that is not a string.
        ValueError: An id that cannot be one, so that nothing may be sent.
    """
    return template.format_map({name: _segment(name, value) for name, value in ids.items()})


def _segment(name: str, value: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value or value in (".", "..") or not _NOT_IN_A_SEGMENT.isdisjoint(value) or not value.isprintable():
        raise ValueError(
            f"{name}={value!r} cannot be an id: "
            "it is empty, a dot segment, or holds one of / \\ % ? # or a control character"
        )
    return value
