from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .file_transfer_method import FileTransferMethod
    from .file_type import FileType


class OutputFile(View):
    """A file in an answer. A file inside of app-defined outputs has the same shape."""

    type: FileType | str
    """What kind of file it is."""
    transfer_method: FileTransferMethod | str
    """Where the bytes come from."""
    remote_url: str
    """Where it was fetched from; empty for an uploaded file."""
    filename: str
    """Name with extension."""
    extension: str
    """Extension with its dot."""
    mime_type: str
    """MIME type."""
    size: int
    """Bytes; 0 when not known."""
    related_id: str
    """Id of the uploaded or tool-made file."""
    url: str
    """Where to download it; signed, for a limited time."""
    dify_model_identity: str | None
    """Always `__dify__file__`; marks a file among other values."""
    id: str | None
    """Id of the file, seldom set; `related_id` is the one to use."""
    reference: str | None
    """Dify's own handle of the file."""
    upload_file_id: str | None
    """Id of the uploaded file; in `message_end` only."""
    tenant_id: str | None
    """The workspace; older servers only."""

    _fields = {
        "type": "type",
        "transfer_method": "transfer_method",
        "remote_url": "remote_url",
        "filename": "filename",
        "extension": "extension",
        "mime_type": "mime_type",
        "size": "size",
        "related_id": "related_id",
        "url": "url",
        "dify_model_identity": "dify_model_identity",
        "id": "id",
        "reference": "reference",
        "upload_file_id": "upload_file_id",
        "tenant_id": "tenant_id",
    }
    _required = frozenset(
        {"type", "transfer_method", "remote_url", "filename", "extension", "mime_type", "size", "related_id", "url"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_transfer_method import FileTransferMethod
        from .file_type import FileType

        return {"type": open_enum(FileType), "transfer_method": open_enum(FileTransferMethod)}
