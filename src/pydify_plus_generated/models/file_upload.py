from __future__ import annotations

from ..types import View


class FileUpload(View):
    """An uploaded file."""

    id: str
    """The file's id, for `upload_file_id`."""
    name: str
    """File name."""
    size: int
    """Size in bytes."""
    extension: str
    """File name extension without the dot."""
    mime_type: str
    """Content type as uploaded."""
    created_by: str
    """Dify's id of the end user who uploaded it."""
    created_at: int
    """Time of upload, unix seconds."""
    source_url: str
    """Signed address of the content; expires."""
    reference: str | None
    """Dify's inner reference to the file; null for uploads."""
    preview_url: str | None
    """Address of a preview; null for uploads."""
    original_url: str | None
    """Address that the file came from; null for uploads."""
    user_id: str | None
    """Not used; null."""
    tenant_id: str | None
    """The workspace."""
    conversation_id: str | None
    """The conversation; null for uploads."""
    file_key: str | None
    """Not used; null."""

    _fields = {
        "id": "id",
        "name": "name",
        "size": "size",
        "extension": "extension",
        "mime_type": "mime_type",
        "created_by": "created_by",
        "created_at": "created_at",
        "source_url": "source_url",
        "reference": "reference",
        "preview_url": "preview_url",
        "original_url": "original_url",
        "user_id": "user_id",
        "tenant_id": "tenant_id",
        "conversation_id": "conversation_id",
        "file_key": "file_key",
    }
    _required = frozenset({"id", "name", "size", "extension", "mime_type", "created_by", "created_at", "source_url"})
