from __future__ import annotations

from typing import Any

from ..types import View


class RetrievedDocument(View):
    """The document of a segment that was found."""

    id: str
    """The document's id."""
    data_source_type: str
    """Where it came from, such as `upload_file`."""
    name: str
    """Its name."""
    doc_type: str | None
    """Its kind, if one was given."""
    doc_metadata: dict[str, Any] | None
    """Its metadata, field name to value; null when it has none."""

    _fields = {
        "id": "id",
        "data_source_type": "data_source_type",
        "name": "name",
        "doc_type": "doc_type",
        "doc_metadata": "doc_metadata",
    }
    _required = frozenset({"id", "data_source_type", "name"})
