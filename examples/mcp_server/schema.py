"""An app's input form as the JSON Schema of a tool, and a tool's arguments as the app's inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydify_plus.models import InputFile
from pydify_plus.models.app_parameters import InputField

_TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "checkbox": {"type": "boolean"},
    "json_object": {"type": "object"},
    "file": {"type": "string", "format": "uri"},
    "file-list": {"type": "array", "items": {"type": "string", "format": "uri"}},
}


def schema_of(fields: Sequence[InputField]) -> dict[str, Any]:
    """What a model is told of the arguments. Files are given by their addresses, which Dify fetches."""
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def inputs_of(fields: Sequence[InputField], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a run."""
    files = {field.name for field in fields if field.type in ("file", "file-list")}
    return {name: _files(value) if name in files else value for name, value in arguments.items()}


def _property(field: InputField) -> dict[str, Any]:
    told: dict[str, Any] = {**_TYPES.get(field.type, {"type": "string"}), "description": field.label}
    if field.type == "select":
        told["enum"] = list(field.options)
    if field.max_length is not None and told["type"] == "string" and field.type != "file":
        told["maxLength"] = field.max_length
    if field.max_length is not None and field.type == "file-list":
        told["maxItems"] = field.max_length
    return told


def _files(value: Any) -> Any:
    return [InputFile.from_url(url) for url in value] if isinstance(value, list) else InputFile.from_url(value)
