"""Values for an app's inputs, from the command line, a file, or somebody at the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .failure import UsageFailure

if TYPE_CHECKING:
    from pydify_plus.models import InputField
    from pydify_plus.models.file import InputFile

FILES = ("file", "file-list")
_TRUE, _FALSE = ("true", "yes", "on", "1", "y"), ("false", "no", "off", "0", "n")


def read_inputs(pairs: Sequence[str], file: str | None, fields: Sequence[InputField]) -> dict[str, Any]:
    """The inputs that a command line gives.

    Args:
        pairs: `name=value`; `name=@path` or a URL for a file; a list of files takes several.
        file: A JSON or YAML file with an object, `-` for JSON on standard input; a pair of the same name goes before it.
        fields: The app's form, by whose types the texts become values.

    Raises:
        UsageFailure: A pair or the file is not as it must be, or a text is no value of its field's type.
    """
    kinds = {field.name: field for field in fields}
    found: dict[str, Any] = {}
    for name, value in _of_file(file).items() if file is not None else ():
        found[name] = _from_json(value, kinds.get(name), name)
    given: dict[str, list[Any]] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise UsageFailure(f"--input takes name=value, not {pair!r}")
        given.setdefault(name, []).append(from_text(text, kinds.get(name), name))
    for name, values in given.items():
        field = kinds.get(name)
        if field is not None and field.type == "file-list":
            found[name] = [file for value in values for file in cast("list[Any]", value)]
        elif len(values) > 1:
            raise UsageFailure(f"--input {name}=… is given {len(values)} times, and takes one value")
        else:
            found[name] = values[0]
    return found


def from_text(text: str, field: InputField | None, name: str) -> Any:
    """A value of a field's type.

    Raises:
        UsageFailure: The text is none.
    """
    match field.type if field is not None else "text-input":
        case "number":
            try:
                return float(text) if set(text) & set(".eE") else int(text)
            except ValueError:
                raise UsageFailure(f"{name} must be a number, not {text!r}") from None
        case "checkbox":
            if text.lower() not in (*_TRUE, *_FALSE):
                raise UsageFailure(f"{name} must be true or false, not {text!r}")
            return text.lower() in _TRUE
        case "json_object":
            return _json_of(text, name)
        case "file":
            return file_from_text(text, _only_type(field), name)
        case "file-list":
            return [file_from_text(text, _only_type(field), name)]
        case _:
            return text


def file_from_text(text: str, type: str | None, name: str) -> InputFile:
    """A file by its path, with `@` before it or not, or by its URL.

    Raises:
        UsageFailure: The path leads nowhere, or the URL does not tell what kind of file it is.
    """
    from pydify_plus.models.file import InputFile

    try:
        if text.lower().startswith(("http://", "https://")):
            return InputFile.from_url(text, type)
        return InputFile.from_path(Path(text.removeprefix("@")).expanduser(), type)
    except (OSError, ValueError) as error:
        raise UsageFailure(f"{name}: {error}") from None


def _only_type(field: InputField | None) -> str | None:
    """The kind of file, where the field takes a single one."""
    return field.allowed_file_types[0] if field is not None and len(field.allowed_file_types) == 1 else None


def _from_json(value: Any, field: InputField | None, name: str) -> Any:
    if field is None or field.type not in FILES:
        return value
    if isinstance(value, str) and value:
        return from_text(value, field, name)
    if isinstance(value, list):
        items = cast("list[Any]", value)  # type: ignore[redundant-cast]
        return [file_from_text(item, _only_type(field), name) if isinstance(item, str) else item for item in items]
    return value


def _json_of(text: str, name: str) -> Any:
    if text.startswith("@"):
        try:
            text = Path(text[1:]).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageFailure(f"{name}: {error}") from None
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageFailure(f"{name} must be a JSON object: {error}") from None


def _of_file(file: str) -> Mapping[str, Any]:
    where = "standard input" if file == "-" else file
    content: Any
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        if file.endswith((".yaml", ".yml")):
            import yaml

            try:
                content = yaml.safe_load(text)
            except yaml.YAMLError as error:
                raise ValueError(error) from None
        else:
            content = json.loads(text)
    except (OSError, ValueError) as error:
        raise UsageFailure(f"the inputs cannot be read from {where}: {error}") from None
    if not isinstance(content, Mapping):
        raise UsageFailure(f"{where} must hold an object of inputs by name, not {type(content).__name__}")
    return cast("Mapping[str, Any]", content)


def missing(inputs: Mapping[str, Any], fields: Sequence[InputField]) -> list[InputField]:
    """The fields that are required and have no value."""
    asked = [field for field in fields if field.required and field.type != "external_data_tool"]
    return [field for field in asked if inputs.get(field.name) is None]
