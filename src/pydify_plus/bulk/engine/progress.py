"""How far a job is, and when it will be through."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

_WINDOW = 30.0
"""Seconds of the past that tell the rate of now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. Counts are those of the whole job, what earlier runs of it have done included.

    Attributes:
        done: Items that succeeded.
        failed: Items that failed.
        unknown: Items whose answer was lost.
        in_flight: Items that are being worked on.
        total: All items; None while nobody knows.
        elapsed: Seconds since this run of the job began.
        rate: Items that end per second, lately; None before there is one.
        eta: Seconds until the end at that rate; None when it cannot be told.
        paused: Seconds that the job pauses yet, because Dify asks for it or refuses calls; 0 when it does not.
        stopping: Why the job takes on nothing more and only ends what is in flight; None when it goes on.
    """

    done: int
    failed: int
    unknown: int
    in_flight: int
    total: int | None
    elapsed: float
    rate: float | None
    eta: float | None
    paused: float = 0.0
    stopping: str | None = None

    @property
    def ended(self) -> int:
        """Items that have ended, in whichever way."""
        return self.done + self.failed + self.unknown


class RateMeter:
    """Tells the rate of the last half minute. It knows no clock.

    Args:
        begun: The time of the beginning.
    """

    def __init__(self, begun: float) -> None:
        self._marks: deque[tuple[float, int]] = deque([(begun, 0)])

    def rate(self, now: float, count: int) -> float | None:
        """Items per second; None before the first.

        Args:
            now: The time.
            count: The items that have ended since the beginning.
        """
        marks = self._marks
        if now - marks[-1][0] >= 1.0:
            marks.append((now, count))
        while len(marks) > 1 and now - marks[1][0] >= _WINDOW:
            marks.popleft()
        then, before = marks[0]
        return (count - before) / (now - then) if count > before and now > then else None


def eta(total: int | None, ended: int, rate: float | None) -> float | None:
    """Seconds until all items have ended; None when it cannot be told."""
    if total is None or not rate:
        return None
    return max(0, total - ended) / rate
