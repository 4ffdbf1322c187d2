"""An app's input form, to be read by people and checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from attrs import frozen

from pydify_plus._core.input_form import problems_of
from pydify_plus.errors import DifyInputError
from pydify_plus_generated.models.app_parameters import AppParameters as AppParametersFields
from pydify_plus_generated.types import to_json


@frozen(kw_only=True)
class InputField:
    """One input of an app.

    Attributes:
        name: Its key in `inputs`.
        label: The text beside the field of Dify's own form.
        type: `text-input`, `paragraph`, `select`, `number`, `checkbox`, `json_object`, `file` or `file-list`; `external_data_tool` is
            a value that the app fetches by itself.
        required: Whether a run without it is refused.
        options: What a `select` takes.
        max_length: The most characters of a text, or files of a list; None for no limit.
        default: The value that Dify's own form starts with.
        hidden: Whether Dify's own form leaves it out.
        allowed_file_types: Kinds of file that are taken; empty for all.
        allowed_file_extensions: File name extensions that are taken for the kind `custom`.
        allowed_file_upload_methods: `local_file` and `remote_url`, the ways that files may come; empty for both.
    """

    name: str
    label: str
    type: str
    required: bool = False
    options: tuple[str, ...] = ()
    max_length: int | None = None
    default: Any = None
    hidden: bool = False
    allowed_file_types: tuple[str, ...] = ()
    allowed_file_extensions: tuple[str, ...] = ()
    allowed_file_upload_methods: tuple[str, ...] = ()


class AppParameters(AppParametersFields):
    """An app's input form, features and limits.

    Example:
        >>> parameters = client.app_config.get_app_parameters()
        >>> for field in parameters.fields:
        ...     print(field.name, field.type, "required" if field.required else "optional")
        >>> parameters.validate_inputs({"text": "Hello"})
    """

    @property
    def fields(self) -> list[InputField]:
        """The inputs that the app asks for, in the order of its form."""
        form: list[Mapping[str, Mapping[str, Any]]] = self.get("user_input_form") or []
        return [_field(kind, field) for item in form for kind, field in item.items()]

    def validate_inputs(self, inputs: Mapping[str, Any]) -> None:
        """Check inputs as Dify will, before anything is sent. Inputs that the app does not have, which Dify would drop, are wrong too.

        Args:
            inputs: The values by name, as `inputs=` takes them.

        Raises:
            DifyInputError: Some are wrong; `.fields` names each with what is allowed.
        """
        problems = problems_of(to_json(inputs), self.fields)
        if problems:
            raise DifyInputError(problems)


def _field(kind: str, field: Mapping[str, Any]) -> InputField:
    name = str(field.get("variable"))
    return InputField(
        name=name,
        label=str(field.get("label") or name),
        type=kind,
        required=bool(field.get("required")),
        options=_texts(field.get("options")),
        max_length=field.get("max_length"),
        default=field.get("default"),
        hidden=bool(field.get("hide")),
        allowed_file_types=_texts(field.get("allowed_file_types")),
        allowed_file_extensions=_texts(field.get("allowed_file_extensions")),
        allowed_file_upload_methods=_texts(field.get("allowed_file_upload_methods")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("Sequence[Any]", value)) if isinstance(value, list) else ()
