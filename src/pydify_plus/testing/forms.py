"""An app's variables: how they are declared, how `/parameters` shows them, how a request's inputs are checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .errors import invalid_param
from .json_values import Json, is_array, is_object

InputType = Literal["text-input", "paragraph", "select", "number", "checkbox", "file", "file-list"]
FileReader = Callable[[Any], Json]

_FILE_TYPES = ("document", "image")
_UPLOAD_METHODS = ("local_file", "remote_url")


@dataclass(frozen=True)
class InputField:
    """One variable of an app.

    Attributes:
        variable: Its name in `inputs`.
        type: Dify's name for the kind of field.
        label: What people see; the name when left out.
        required: Whether a request without it is refused.
        max_length: The most characters, or files of a list.
        options: What a select offers.
        default: What the form shows first; Dify does not fill it in.
    """

    variable: str
    type: InputType = "text-input"
    label: str | None = None
    required: bool = False
    max_length: int | None = None
    options: tuple[str, ...] = ()
    default: str = ""

    def in_chat_form(self) -> Json:
        """The field in the parameters of a chat, agent or completion app."""
        form: Json = {
            "label": self.label or self.variable,
            "variable": self.variable,
            "required": self.required,
        }
        if self.max_length is not None:
            form["max_length"] = self.max_length
        if self.type == "select":
            form["options"] = list(self.options)
        return {self.type: {**form, "default": self.default}}

    def in_workflow_form(self) -> Json:
        """The field in the parameters of a workflow or chatflow."""
        form: Json = {
            "variable": self.variable,
            "label": self.label or self.variable,
            "type": self.type,
            "required": self.required,
            "max_length": self.max_length,
            "options": list(self.options),
        }
        if self.type in ("file", "file-list"):
            form["allowed_file_types"] = list(_FILE_TYPES)
            form["allowed_file_extensions"] = []
            form["allowed_file_upload_methods"] = list(_UPLOAD_METHODS)
        return {self.type: form}

    def read(self, value: Any, read_file: FileReader) -> Any:
        """Check a value as Dify checks it, and turn files into what nodes work with.

        Args:
            value: What was sent for this variable; None for nothing.
            read_file: Turns a file as it was sent into one that nodes read.

        Raises:
            ServiceError: It does not fit.
        """
        if value is None:
            if self.required:
                raise invalid_param(f"{self.variable} is required in input form")
            return None
        place = f"{self.variable} in input form must be"
        if self.type in ("text-input", "paragraph", "select"):
            if not isinstance(value, str):
                raise invalid_param(f"(type '{self.type}') {place} a string")
            if self.type == "select" and value not in self.options:
                raise invalid_param(f"{place} one of the following: {list(self.options)}")
            if self.type != "select" and self.max_length and len(value) > self.max_length:
                raise invalid_param(f"{place} less than {self.max_length} characters")
        elif self.type == "number":
            return _number(value, place)
        elif self.type == "checkbox":
            if not isinstance(value, bool):
                raise invalid_param(f"(type 'checkbox') {place} a boolean")
        elif self.type == "file":
            if not is_object(value):
                raise invalid_param(f"{place} a file")
            return read_file(value)
        else:
            if not is_array(value) or not all(is_object(item) for item in value):
                raise invalid_param(f"{place} a list of files")
            if self.max_length and len(value) > self.max_length:
                raise invalid_param(f"{place} less than {self.max_length} files")
            return [read_file(item) for item in value]
        return value


def read_inputs(fields: Sequence[InputField], inputs: Json, read_file: FileReader) -> Json:
    """Every declared variable with its value or None; what the app does not declare is dropped, as Dify drops it."""
    return {field.variable: field.read(inputs.get(field.variable), read_file) for field in fields}


def _number(value: Any, place: str) -> int | float | None:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            raise invalid_param(f"{place} a valid number") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid_param(f"{place} a valid number")
    return value
