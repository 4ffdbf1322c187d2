from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType


class MessageFile(View):
    """A file of a message."""

    id: str
    """Id of the file in this message, as an agent's steps name it."""
    filename: str
    """File name."""
    type: FileType | str
    """Kind of file."""
    url: str
    """Signed address of the content; expires."""
    mime_type: str
    """Content type."""
    size: int
    """Size in bytes."""
    transfer_method: FileTransferMethod | str
    """How it came here."""
    belongs_to: str
    """`user` when the user sent it, `assistant` when the app made it."""
    upload_file_id: str
    """Id of the stored file, which a preview takes."""

    _fields = {
        "id": "id",
        "filename": "filename",
        "type": "type",
        "url": "url",
        "mime_type": "mime_type",
        "size": "size",
        "transfer_method": "transfer_method",
        "belongs_to": "belongs_to",
        "upload_file_id": "upload_file_id",
    }
    _required = frozenset(
        {"id", "filename", "type", "url", "mime_type", "size", "transfer_method", "belongs_to", "upload_file_id"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType

        return {"type": open_enum(FileType), "transfer_method": open_enum(FileTransferMethod)}
