from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .user_input_field import UserInputField


class UserInputFormItem(View):
    """One field of an app's input form; the one property that is there tells its kind."""

    text_input: UserInputField | None
    """One line of text."""
    paragraph: UserInputField | None
    """Text of several lines."""
    select: UserInputField | None
    """One of `options`."""
    number: UserInputField | None
    """A number."""
    file: UserInputField | None
    """One file."""
    file_list: UserInputField | None
    """Several files."""
    checkbox: UserInputField | None
    """True or false."""
    json_object: UserInputField | None
    """A JSON object."""
    external_data_tool: UserInputField | None
    """A value that the app fetches by itself."""

    _fields = {
        "text_input": "text-input",
        "paragraph": "paragraph",
        "select": "select",
        "number": "number",
        "file": "file",
        "file_list": "file-list",
        "checkbox": "checkbox",
        "json_object": "json_object",
        "external_data_tool": "external_data_tool",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .user_input_field import UserInputField

        return {
            "text_input": UserInputField.from_dict,
            "paragraph": UserInputField.from_dict,
            "select": UserInputField.from_dict,
            "number": UserInputField.from_dict,
            "file": UserInputField.from_dict,
            "file_list": UserInputField.from_dict,
            "checkbox": UserInputField.from_dict,
            "json_object": UserInputField.from_dict,
            "external_data_tool": UserInputField.from_dict,
        }
