from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .online_document_page import OnlineDocumentPage


class DatasourceResult(View):
    """What a datasource found: a crawled web page, or a workspace of online documents."""

    source_url: str | None
    """Address of the web page."""
    content: str | None
    """Its text."""
    title: str | None
    """Its title."""
    description: str | None
    """Its description."""
    workspace_id: str | None
    """Id of the workspace."""
    workspace_name: str | None
    """Its name."""
    workspace_icon: str | None
    """Its icon; may be empty."""
    total: int | None
    """How many pages it has."""
    pages: list[OnlineDocumentPage] | None
    """The pages."""

    _fields = {
        "source_url": "source_url",
        "content": "content",
        "title": "title",
        "description": "description",
        "workspace_id": "workspace_id",
        "workspace_name": "workspace_name",
        "workspace_icon": "workspace_icon",
        "total": "total",
        "pages": "pages",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .online_document_page import OnlineDocumentPage

        return {"pages": list_of(OnlineDocumentPage.from_dict)}
