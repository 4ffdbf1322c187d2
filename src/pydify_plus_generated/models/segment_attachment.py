from __future__ import annotations

from ..types import View


class SegmentAttachment(View):
    """A file attached to a segment."""

    id: str | None
    """The file's id."""
    name: str | None
    """Its name."""
    size: int | None
    """Size in bytes."""
    extension: str | None
    """Its extension."""
    mime_type: str | None
    """Its MIME type."""
    source_url: str | None
    """Where it can be fetched."""

    _fields = {
        "id": "id",
        "name": "name",
        "size": "size",
        "extension": "extension",
        "mime_type": "mime_type",
        "source_url": "source_url",
    }
