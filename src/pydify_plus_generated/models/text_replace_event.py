from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .text_replace_data import TextReplaceData


class TextReplaceEvent(StreamEvent):
    """Forget a workflow's text so far: this is the whole text now."""

    event: str
    """Always `text_replace`."""
    task_id: str | None
    """The task, which the stop operations take."""
    workflow_run_id: str | None
    """The run."""
    data: TextReplaceData | None
    """The text."""

    _fields = {"event": "event", "task_id": "task_id", "workflow_run_id": "workflow_run_id", "data": "data"}
    _required = frozenset({"event"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .text_replace_data import TextReplaceData

        return {"data": TextReplaceData.from_dict}
