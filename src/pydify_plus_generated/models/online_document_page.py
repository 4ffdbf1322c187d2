from __future__ import annotations

from ..types import View


class OnlineDocumentPage(View):
    """A page of an online document workspace."""

    page_id: str
    """Id of the page."""
    page_name: str
    """Its name."""
    type: str
    """Such as `page` or `database`."""
    last_edited_time: str
    """When it was last changed, ISO 8601."""
    page_icon: str | None
    """Its icon, where it has one."""
    parent_id: str | None
    """The page above it."""

    _fields = {
        "page_id": "page_id",
        "page_name": "page_name",
        "type": "type",
        "last_edited_time": "last_edited_time",
        "page_icon": "page_icon",
        "parent_id": "parent_id",
    }
    _required = frozenset({"page_id", "page_name", "type", "last_edited_time"})
