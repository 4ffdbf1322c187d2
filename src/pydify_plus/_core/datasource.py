"""What a pipeline reads, as its run takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydify_plus_generated.models import PipelineFile

if TYPE_CHECKING:
    from pydify_plus_generated.models import DatasourceInfo


def datasource_info(item: PipelineFile | DatasourceInfo | Mapping[str, Any]) -> DatasourceInfo | Mapping[str, Any]:
    """One thing for a pipeline to read; an uploaded file with all that Dify wants to know of it."""
    if not isinstance(item, PipelineFile):
        return item
    return {
        "reference": item.id,
        "related_id": item.id,
        "name": item.name,
        "type": "document",
        "size": item.size,
        "extension": f".{item.extension}" if item.extension else "",
        "mime_type": item.mime_type,
        "transfer_method": "local_file",
    }
