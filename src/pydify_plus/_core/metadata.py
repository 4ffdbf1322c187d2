"""Metadata values by the names of their fields, as people have them, and as Dify takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydify_plus_generated.models import MetadataFieldType as Type

from .times import unix_time


def metadata_list(values: Mapping[str, Any], fields: Iterable[Any]) -> list[dict[str, Any]]:
    """Metadata values as Dify takes them, which stores what it gets and then finds nothing by it when the type is another.

    Args:
        values: The values, by the names of their fields; None for no value, a datetime for a time.
        fields: The knowledge base's metadata fields.

    Raises:
        ValueError: A name is none of theirs.
        TypeError: A value is not of its field's type.
    """
    known = {field.name: field for field in fields}
    unknown = missing(values, known)
    if unknown:
        raise ValueError(
            f"the knowledge base has no metadata field {unknown[0]!r}, only {sorted(known)}: "
            "client.metadata.create_metadata_field adds one"
        )
    return [
        {"id": known[name].id, "name": name, "value": _of_type(name, value, known[name].type)}
        for name, value in values.items()
    ]


def missing(values: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of the names that no field has."""
    names = set(known)
    return [name for name in values if name not in names]


def type_for(name: str, value: object) -> Type:
    """The type of field that a value needs.

    Raises:
        TypeError: There is none for it.
    """
    if isinstance(value, str):
        return Type.STRING
    if isinstance(value, datetime):
        return Type.TIME
    if _is_number(value):
        return Type.NUMBER
    raise TypeError(
        f"no metadata field can be made for {name}={value!r}: give a text, a number or a datetime, "
        "or make it first, with client.metadata.create_metadata_field"
    )


def _of_type(name: str, value: Any, type: str | None) -> Any:
    if value is None:
        return None
    if type == Type.TIME and isinstance(value, datetime):
        return unix_time(value)
    if type == Type.STRING:
        fits = isinstance(value, str)
    elif type in (Type.NUMBER, Type.TIME):
        fits = _is_number(value)
    else:  # a type of a newer server
        fits = not isinstance(value, datetime)
    if not fits:
        raise TypeError(f"the metadata field {name!r} is of the type {type!s}, which {value!r} is not")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
