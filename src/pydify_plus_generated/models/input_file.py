from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType


class InputFile(View):
    """A file for an app: one uploaded before (`local_file` with `upload_file_id`) or one at a URL (`remote_url` with
    `url`)."""

    type: FileType | str
    """What kind of file it is."""
    transfer_method: FileTransferMethod | str
    """`local_file` or `remote_url`."""
    upload_file_id: str | None
    """Id that the upload answered; it must have been uploaded by the same `user`. For `local_file`."""
    url: str | None
    """Where Dify fetches the file. For `remote_url`."""

    _fields = {"type": "type", "transfer_method": "transfer_method", "upload_file_id": "upload_file_id", "url": "url"}
    _required = frozenset({"type", "transfer_method"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType

        return {"type": open_enum(FileType), "transfer_method": open_enum(FileTransferMethod)}
