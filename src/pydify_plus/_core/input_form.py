"""Whether inputs fit an app's form, by Dify's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydify_plus.models.app_parameters import InputField

_BOOLEAN_WORDS = frozenset({"true", "1", "yes", "on", "false", "0", "no", "off"})
_FILE_TYPES = frozenset({"image", "document", "audio", "video", "custom"})
_WAYS = {"local_file": ("upload_file_id",), "remote_url": ("url", "remote_url")}
"""How files come, and the fields one of which each needs."""


def problems_of(inputs: Any, fields: Sequence[InputField], *, continued: bool = False) -> list[tuple[str, str]]:
    """What is wrong with inputs, as pairs of name and problem.

    Args:
        inputs: What would be sent as `inputs`.
        fields: The app's form.
        continued: They go to a conversation that goes on, where apps other than chatflows keep the first message's inputs. So what is
            missing there need not be wrong.
    """
    if not isinstance(inputs, Mapping):
        return [("inputs", f"must be a dict of values by name, not {type(inputs).__name__}")]
    given = cast("Mapping[str, Any]", inputs)
    problems: list[tuple[str, str]] = []
    for field in fields:
        if field.type == "external_data_tool":
            continue
        value = given.get(field.name)
        if value is not None:
            problem = _problem(field, value)
        else:
            problem = "is required" if field.required and not continued else None
        if problem is not None:
            problems.append((field.name, problem))
    names = [field.name for field in fields]
    problems.extend((name, _undeclared(name, names)) for name in given if name not in names)
    return problems


def _undeclared(name: str, names: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(str(name), names, n=1, cutoff=0.5)
    if close:
        return f"is no input of this app: did you mean {close[0]!r}?"
    return (
        f"is no input of this app, which has {', '.join(names)}" if names else "is no input of this app, which has none"
    )


def _problem(field: InputField, value: Any) -> str | None:
    match field.type:
        case "text-input" | "paragraph":
            if not isinstance(value, str):
                return f"must be a string, not {_shown(value)}"
            if field.max_length and len(value) > field.max_length:
                return f"must have at most {field.max_length} characters, not {len(value)}"
        case "select":
            if value not in field.options:
                return f"must be one of {', '.join(map(repr, field.options))}, not {_shown(value)}"
        case "number":
            if not _is_number(value):
                return f"must be a number, not {_shown(value)}"
        case "checkbox":
            if not (value in (0, 1) or (isinstance(value, str) and value.strip().lower() in _BOOLEAN_WORDS)):
                return f"must be True or False, not {_shown(value)}"
        case "json_object":
            if value and not isinstance(value, Mapping):
                return f"must be a JSON object, a dict, not {_shown(value)}"
        case "file":
            return None if _is_unset(field, value) else _file_problem(field, value)
        case "file-list":
            return None if _is_unset(field, value) else _list_problem(field, value)
        case _:
            pass  # a kind of a newer server
    return None


def _is_number(value: Any) -> bool:
    if not isinstance(value, str):
        return isinstance(value, (int, float))
    try:
        float(value) if "." in value else int(value or "0")
    except ValueError:
        return not value.strip()
    return True


def _is_unset(field: InputField, value: Any) -> bool:
    """Dify's own form sends an empty text for no file."""
    return value == "" and not field.required


def _list_problem(field: InputField, value: Any) -> str | None:
    if not isinstance(value, list):
        return f"must be a list of files, not {_shown(value)}"
    files = cast("Sequence[Any]", value)
    if field.max_length and len(files) > field.max_length:
        return f"takes at most {field.max_length} files, not {len(files)}"
    for number, file in enumerate(files, 1):
        problem = _file_problem(field, file)
        if problem is not None:
            return f"{problem} (file {number} of {len(files)})"
    return None


def _file_problem(field: InputField, value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return f"must be a file, such as InputFile.from_path(...) or upload_file(...).as_input(), not {_shown(value)}"
    file = cast("Mapping[str, Any]", value)
    kind, way = file.get("type"), file.get("transfer_method")
    allowed = field.allowed_file_types
    if kind not in _FILE_TYPES.union(allowed):
        return f"must be a file with a type, one of {', '.join(sorted(_FILE_TYPES))}, not {_shown(kind)}"
    if allowed and kind not in (*allowed, "custom"):
        return f"must be a file of type {' or '.join(allowed)}, not {kind}"
    ways = field.allowed_file_upload_methods or tuple(_WAYS)
    if way not in ways:
        return f"must be a file whose transfer_method is {' or '.join(ways)}, not {_shown(way)}"
    needed = _WAYS.get(str(way), ())
    if needed and not any(file.get(name) for name in needed):
        return f"must be a file with its {needed[0]}, as its transfer_method is {way}"
    return None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}..."
