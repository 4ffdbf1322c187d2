from __future__ import annotations

from ..types import View


class DocumentFile(View):
    """The stored file of a document."""

    id: str
    """The file's id."""
    name: str
    """Its name."""
    size: int
    """Size in bytes."""
    extension: str
    """Its extension without a dot."""
    mime_type: str
    """Its MIME type."""
    created_by: str
    """Who uploaded it."""
    created_at: float
    """When it was uploaded, in unix seconds with fractions."""

    _fields = {
        "id": "id",
        "name": "name",
        "size": "size",
        "extension": "extension",
        "mime_type": "mime_type",
        "created_by": "created_by",
        "created_at": "created_at",
    }
    _required = frozenset({"id", "name", "size", "extension", "mime_type", "created_by", "created_at"})
