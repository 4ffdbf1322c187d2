"""How long the reader of a stream may wait for its next event."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, NamedTuple

from pydify_plus.errors import DifyTimeoutError


class Deadline(NamedTuple):
    """When a wait is over, in the time of `monotonic`, and what it means: `grace` that nothing more comes, the others an error."""

    at: float
    limit: Literal["grace", "idle", "total"]


@dataclass(slots=True)
class Deadlines:
    """The limits of one stream.

    Args:
        idle: Seconds of waiting for an event (pings are none); None for no limit.
        total: Seconds for the whole stream; None for no limit.
    """

    idle: float | None = None
    total: float | None = None
    _started: float = field(default_factory=monotonic)

    def of_wait(self, grace: float | None) -> Deadline | None:
        """When a wait for the next event that begins now is over; None for no limit.

        The time that the caller spends on an event counts for `total` alone: what has come meanwhile is still to be read.

        Args:
            grace: Seconds without an event after which the stream counts as over; None while more must come.
        """
        if grace is None and self.idle is None and self.total is None:
            return None
        now = monotonic()
        ends: list[Deadline] = []
        if grace is not None:
            ends.append(Deadline(now + grace, "grace"))
        if self.idle is not None:
            ends.append(Deadline(now + self.idle, "idle"))
        if self.total is not None:
            ends.append(Deadline(self._started + self.total, "total"))
        return min(ends)

    @property
    def over(self) -> bool:
        """Whether the time for the whole stream has run out."""
        return self.total is not None and monotonic() >= self._started + self.total

    def error(self, limit: Literal["idle", "total"], operation: str) -> DifyTimeoutError:
        """The error for a limit that ran out."""
        if limit == "idle":
            text = f"no event came for idle_timeout={self.idle} s; the run may go on in Dify"
        else:
            text = f"the stream took longer than total_timeout={self.total} s; the run may go on in Dify"
        return DifyTimeoutError(text, may_have_run=True, operation=operation)
