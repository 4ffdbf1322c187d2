from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType


class UserInputField(View):
    """A field of an app's input form."""

    variable: str
    """The key in `inputs`."""
    label: str
    """The text beside the field."""
    required: bool
    """Whether a run without it is refused."""
    type: str | None
    """The kind once more; workflows and chatflows only."""
    default: Any
    """The value that the form starts with; a run does not fill it in."""
    max_length: int | None
    """The most characters of a text, or the most files of a list."""
    options: list[str] | None
    """The values to choose from."""
    allowed_file_types: list[FileType | str] | None
    """Kinds of file that are taken."""
    allowed_file_extensions: list[str] | None
    """File name extensions that are taken for the kind `custom`."""
    allowed_file_upload_methods: list[FileTransferMethod | str] | None
    """Ways that files may come."""

    _fields = {
        "variable": "variable",
        "label": "label",
        "required": "required",
        "type": "type",
        "default": "default",
        "max_length": "max_length",
        "options": "options",
        "allowed_file_types": "allowed_file_types",
        "allowed_file_extensions": "allowed_file_extensions",
        "allowed_file_upload_methods": "allowed_file_upload_methods",
    }
    _required = frozenset({"variable", "label", "required"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType

        return {
            "allowed_file_types": list_of(open_enum(FileType)),
            "allowed_file_upload_methods": list_of(open_enum(FileTransferMethod)),
        }
