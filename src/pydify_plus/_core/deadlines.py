"""How long a stream's reader may wait for the next bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from pydify_plus.errors import DifyTimeoutError


@dataclass(slots=True)
class Deadlines:
    """The limits of one stream, by the clock.

    Args:
        idle: Seconds without an event (pings are none); None for no limit.
        total: Seconds for the whole stream; None for no limit.
        grace: Seconds without an event after which the stream counts as over; None while more must come.
    """

    idle: float | None = None
    total: float | None = None
    grace: float | None = None
    _started: float = field(default_factory=monotonic)
    _last_event: float = field(default_factory=monotonic)

    def event(self) -> None:
        """An event came."""
        self._last_event = monotonic()

    @property
    def any(self) -> bool:
        return self.idle is not None or self.total is not None or self.grace is not None

    def remaining(self) -> float:
        """Seconds until the first of the limits; only with `any`."""
        ends = [
            start + seconds
            for start, seconds in (
                (self._last_event, self.idle),
                (self._started, self.total),
                (self._last_event, self.grace),
            )
            if seconds is not None
        ]
        return max(0.0, min(ends) - monotonic())

    def passed(self, operation: str) -> DifyTimeoutError | None:
        """The error for the limit that ran out; None when it was the grace, which is no error."""
        now = monotonic()
        if self.grace is not None and now >= self._last_event + self.grace - 0.01:
            return None
        if self.total is not None and now >= self._started + self.total - 0.01:
            return DifyTimeoutError(
                f"the stream took longer than total_timeout={self.total:g} s; the run goes on in Dify",
                may_have_run=True,
                operation=operation,
            )
        return DifyTimeoutError(
            f"no event came for idle_timeout={self.idle} s; the run may go on in Dify",
            may_have_run=True,
            operation=operation,
        )
