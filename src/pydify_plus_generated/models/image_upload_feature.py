from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod


class ImageUploadFeature(View):
    """Which images may go with a message."""

    enabled: bool
    """Whether any may."""
    number_limits: int
    """The most images with a message."""
    detail: str
    """How closely the model looks, such as `high`."""
    transfer_methods: list[FileTransferMethod | str]
    """Ways that images may come."""

    _fields = {
        "enabled": "enabled",
        "number_limits": "number_limits",
        "detail": "detail",
        "transfer_methods": "transfer_methods",
    }
    _required = frozenset({"enabled", "number_limits", "detail", "transfer_methods"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod

        return {"transfer_methods": list_of(open_enum(FileTransferMethod))}
