from __future__ import annotations

from ..types import View


class PipelineFile(View):
    """A file stored for a pipeline."""

    id: str
    """The file's id, the `reference` of a `local_file` datasource."""
    name: str
    """Its name."""
    size: int
    """Size in bytes."""
    extension: str
    """Its extension without a dot."""
    created_by: str
    """Who uploaded it."""
    mime_type: str | None
    """Its MIME type."""
    created_at: str | None
    """When it was uploaded, as ISO 8601 text without a time zone."""

    _fields = {
        "id": "id",
        "name": "name",
        "size": "size",
        "extension": "extension",
        "created_by": "created_by",
        "mime_type": "mime_type",
        "created_at": "created_at",
    }
    _required = frozenset({"id", "name", "size", "extension", "created_by"})
