from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType
    from .image_upload_feature import ImageUploadFeature


class FileUploadFeature(View):
    """Which files may go with a message."""

    enabled: bool | None
    """Whether any may."""
    allowed_file_types: list[FileType | str] | None
    """Kinds of file that are taken."""
    allowed_file_extensions: list[str] | None
    """File name extensions that are taken for the kind `custom`."""
    allowed_file_upload_methods: list[FileTransferMethod | str] | None
    """Ways that files may come."""
    number_limits: int | None
    """The most files with a message."""
    image: ImageUploadFeature | None
    """Images; workflows and chatflows leave it out."""

    _fields = {
        "enabled": "enabled",
        "allowed_file_types": "allowed_file_types",
        "allowed_file_extensions": "allowed_file_extensions",
        "allowed_file_upload_methods": "allowed_file_upload_methods",
        "number_limits": "number_limits",
        "image": "image",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType
        from .image_upload_feature import ImageUploadFeature

        return {
            "allowed_file_types": list_of(open_enum(FileType)),
            "allowed_file_upload_methods": list_of(open_enum(FileTransferMethod)),
            "image": ImageUploadFeature.from_dict,
        }
