from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, list_of
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .datasource_result import DatasourceResult


class DatasourceCompletedEvent(StreamEvent):
    """A datasource node is done."""

    event: str
    """The event's name."""
    data: list[DatasourceResult]
    """What it found."""
    total: int
    """How many items there were."""
    completed: int
    """How many were done."""
    time_consuming: float
    """Seconds."""

    _fields = {
        "event": "event",
        "data": "data",
        "total": "total",
        "completed": "completed",
        "time_consuming": "time_consuming",
    }
    _required = frozenset({"event", "data", "total", "completed", "time_consuming"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .datasource_result import DatasourceResult

        return {"data": list_of(DatasourceResult.from_dict)}
