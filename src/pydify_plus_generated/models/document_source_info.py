from __future__ import annotations

from ..types import View


class DocumentSourceInfo(View):
    """What a document was made from: `upload_file_id` for a file or text, or the datasource entry that a pipeline
    was run with, as its caller gave it."""

    upload_file_id: str | None
    """The stored file of a document that came from a file or text."""
    reference: str | None
    """The file that a pipeline was given."""
    related_id: str | None
    """The same file under its older name."""
    name: str | None
    """The file's name."""
    type: str | None
    """The kind of file, such as `document`."""
    size: int | None
    """Size in bytes."""
    extension: str | None
    """The file's extension."""
    mime_type: str | None
    """The file's MIME type."""
    transfer_method: str | None
    """How the file came, such as `local_file`."""
    url: str | None
    """Where the file or page is; may be empty."""

    _fields = {
        "upload_file_id": "upload_file_id",
        "reference": "reference",
        "related_id": "related_id",
        "name": "name",
        "type": "type",
        "size": "size",
        "extension": "extension",
        "mime_type": "mime_type",
        "transfer_method": "transfer_method",
        "url": "url",
    }
