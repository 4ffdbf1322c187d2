from __future__ import annotations

from ..types import View


class DocumentDownload(View):
    """Where a document's file can be fetched."""

    url: str
    """Signed address of the file; it expires."""

    _fields = {"url": "url"}
    _required = frozenset({"url"})
