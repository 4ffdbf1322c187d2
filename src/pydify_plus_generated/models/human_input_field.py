from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType
    from .human_input_field_default import HumanInputFieldDefault
    from .human_input_field_type import HumanInputFieldType
    from .human_input_option_source import HumanInputOptionSource


class HumanInputField(View):
    """A field of a form."""

    output_variable_name: str
    """Key of the value when the form is submitted."""
    type: HumanInputFieldType | str
    """Kind of field."""
    default: HumanInputFieldDefault | None
    """Default of a paragraph."""
    option_source: HumanInputOptionSource | None
    """Options of a select."""
    allowed_file_types: list[FileType | str] | None
    """Kinds of file that it takes."""
    allowed_file_extensions: list[str] | None
    """Extensions with their dot, for `custom` files."""
    allowed_file_upload_methods: list[FileTransferMethod | str] | None
    """How files may come."""
    number_limits: int | None
    """Most files of a file list."""

    _fields = {
        "output_variable_name": "output_variable_name",
        "type": "type",
        "default": "default",
        "option_source": "option_source",
        "allowed_file_types": "allowed_file_types",
        "allowed_file_extensions": "allowed_file_extensions",
        "allowed_file_upload_methods": "allowed_file_upload_methods",
        "number_limits": "number_limits",
    }
    _required = frozenset({"output_variable_name", "type"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType
        from .human_input_field_default import HumanInputFieldDefault
        from .human_input_field_type import HumanInputFieldType
        from .human_input_option_source import HumanInputOptionSource

        return {
            "type": open_enum(HumanInputFieldType),
            "default": HumanInputFieldDefault.from_dict,
            "option_source": HumanInputOptionSource.from_dict,
            "allowed_file_types": list_of(open_enum(FileType)),
            "allowed_file_upload_methods": list_of(open_enum(FileTransferMethod)),
        }
