from __future__ import annotations

from ..types import View


class DatasourcePageInput(View):
    """A page of an online document."""

    page_id: str
    """The page's id on the other side."""
    type: str
    """The plugin's kind of page, such as `page` or `database`."""
    page_name: str | None
    """The document's name; Dify's default is `untitled`."""

    _fields = {"page_id": "page_id", "type": "type", "page_name": "page_name"}
    _required = frozenset({"page_id", "type"})
