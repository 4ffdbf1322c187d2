"""Metadata of files: from front matter, and from a file beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

from pydify_plus._core.times import unix_time
from pydify_plus_generated.models import MetadataFieldType as Type

Value = str | int | float | datetime
"""What a metadata field of Dify's can hold."""

FRONT_MATTER_TYPES = frozenset({"md", "markdown", "mdx"})
_FENCE = "---"


class Parts(NamedTuple):
    """A text, parted."""

    front_matter: dict[str, Value]
    body: bytes


def part_front_matter(content: bytes) -> Parts:
    """Part a Markdown file into its front matter and the text after it.

    Front matter is YAML between a first line `---` and a line `---` or `...`. What is no mapping is text: a thematic break looks alike.

    Raises:
        ValueError: The YAML cannot be read, or a value is none that a field can hold.
    """
    text = content.removeprefix(b"\xef\xbb\xbf")
    lines = text.splitlines(keepends=True) if text.startswith(_FENCE.encode()) else []
    if not lines or lines[0].rstrip() != _FENCE.encode():
        return Parts({}, content)
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in (b"---", b"..."):
            found = _yaml(b"".join(lines[1:number]), "its front matter")
            if found is None:
                return Parts({}, b"".join(lines[number + 1 :]))
            if not isinstance(found, Mapping):
                break
            body = b"".join(lines[number + 1 :])
            return Parts(values_of(cast("Mapping[object, Any]", found)), body.lstrip(b"\r\n"))
    return Parts({}, content)


def read_sidecar(path: Path) -> dict[str, Value]:
    """The metadata in a file beside another.

    Raises:
        ValueError: It is no YAML or JSON object, or a value is none that a field can hold.
    """
    content = path.read_bytes()
    if path.suffix == ".json":
        try:
            found = json.loads(content)
        except ValueError as error:
            raise ValueError(f"{path.name} is no JSON: {error}") from None
    else:
        found = _yaml(content, path.name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ValueError(f"{path.name} must hold names and values, such as `author: Ada`")
    return values_of(cast("Mapping[object, Any]", found))


def values_of(found: Mapping[object, Any]) -> dict[str, Value]:
    """Metadata as Dify can hold it: text, numbers and times. Lists of texts are joined with commas; what is nested becomes JSON text."""
    return {str(name): _value(value) for name, value in found.items() if value is not None}


def common_type(values: list[Value]) -> Type:
    """The type of field that can hold all of some values: text, where they are of several."""
    kinds = {_type(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else Type.STRING


def fitted(name: str, value: Value, type: str | None) -> str | int | float:
    """A value as a field of this type holds it.

    Raises:
        ValueError: It cannot be held.
    """
    if type == Type.STRING:
        return value.isoformat() if isinstance(value, datetime) else str(value)
    if type == Type.TIME and isinstance(value, datetime):
        return unix_time(value)
    if type in (Type.NUMBER, Type.TIME) and isinstance(value, int | float):
        return value
    raise ValueError(f"the metadata field {name!r} holds a {type}, which {value!s} is not")


def _type(value: Value) -> Type:
    if isinstance(value, datetime):
        return Type.TIME
    return Type.STRING if isinstance(value, str) else Type.NUMBER


def _value(value: Any) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value if value.utcoffset() is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):  # pyright: ignore[reportUnknownVariableType]
        return ", ".join(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return json.dumps(value, ensure_ascii=False, default=str)


def _yaml(content: bytes, where: str) -> Any:
    try:
        import yaml
    except ModuleNotFoundError:
        raise ModuleNotFoundError('PyYAML is missing: pip install "pydify-plus[cli]"', name="yaml") from None
    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{where} is no YAML: {' '.join(str(error).split())}") from None
