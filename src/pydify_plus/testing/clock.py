"""Time as the server's records have it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since the epoch, later at every call: no two records have the same time, so that pages cut clean."""

    def __init__(self) -> None:
        self._last = 0.0

    def now(self) -> float:
        self._last = max(time.time(), self._last + 1e-6)
        return self._last


def iso(seconds: float) -> str:
    """The form in which Dify writes the few times that are no numbers: UTC, whole seconds, no zone."""
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None).isoformat()
