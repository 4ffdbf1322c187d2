from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .workflow_log import WorkflowLog


class WorkflowLogList(View):
    """A page of the log, newest first."""

    page: int
    """Number of this page, from 1."""
    limit: int
    """Entries per page."""
    total: int
    """All entries that match."""
    has_more: bool
    """Whether there is a next page."""
    data: list[WorkflowLog]
    """The entries."""

    _fields = {"page": "page", "limit": "limit", "total": "total", "has_more": "has_more", "data": "data"}
    _required = frozenset({"page", "limit", "total", "has_more", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_log import WorkflowLog

        return {"data": list_of(WorkflowLog.from_dict)}
