"""How fast a job may go: arithmetic of rate limits and of backing off, without a clock and without I/O."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

FIRST_PAUSE = 0.25
"""Seconds; about the pause after a first refusal that names none."""
LONGEST_PAUSE = 60.0
"""Seconds; the longest pause that is not asked for."""
_CUT = 0.7
"""What of the width is left after a refusal. Milder than a half: an app's limit of runs at once is met again and again from below."""


class RateLimit:
    """Starts at even distances: no minute, wherever it begins, has more than `rpm` of them.

    Args:
        rpm: Starts per minute; None for no limit.
    """

    def __init__(self, rpm: float | None) -> None:
        if rpm is not None and not 0 < rpm < math.inf:
            raise ValueError(f"rpm must be a number of requests per minute above 0, or None for no limit, not {rpm!r}")
        self._distance = 60.0 / rpm if rpm else 0.0
        self._next = -math.inf

    def wait(self, now: float) -> float:
        """The seconds until something may start."""
        return max(0.0, self._next - now)

    def take(self, now: float) -> None:
        """Something starts."""
        # A start that is a little late does not delay those after it; one that is very late earns no burst.
        due = self._next if now - self._next < self._distance else now
        self._next = due + self._distance


class Pace:
    """The pace of a whole job: how many calls may be under way, and when the next one may start.

    A refusal pauses all calls and narrows the job; each success after it widens it a little, until it is as wide as was asked for.

    Args:
        width: The most calls at once.
        rpm: The most starts per minute; None for no limit.
        random: Draws from [0, 1).

    Attributes:
        in_flight: The calls that are under way.
        epoch: How often the job has been narrowed.
        last_success: When a call last succeeded; when the first began, before one has.
    """

    def __init__(self, width: int, rpm: float | None = None, *, random: Callable[[], float] = random.random) -> None:
        if isinstance(width, bool) or not isinstance(width, int) or width < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"concurrency must be a whole number, 1 or more, not {width!r}")
        self._widest = width
        self._width = float(width)
        self._rate = RateLimit(rpm)
        self._random = random
        self._paused_until = -math.inf
        self._refusals = 0
        self.epoch = 0
        self.in_flight = 0
        self.last_success: float | None = None

    @property
    def width(self) -> int:
        """The most calls at once, as things stand."""
        return max(1, int(self._width))

    def paused_for(self, now: float) -> float:
        """The seconds that all calls pause yet, because of a refusal."""
        return max(0.0, self._paused_until - now)

    def wait(self, now: float) -> float | None:
        """The seconds until a call may start; None when one has to end first."""
        if self.in_flight >= self.width:
            return None
        return max(self.paused_for(now), self._rate.wait(now))

    def begin(self, now: float) -> int:
        """A call starts. What is returned goes to `refused`, should it come to that."""
        self._rate.take(now)
        self.in_flight += 1
        if self.last_success is None:
            self.last_success = now
        return self.epoch

    def end(self) -> None:
        """A call has ended, whatever came of it."""
        self.in_flight -= 1

    def succeeded(self, now: float) -> None:
        """A call was answered."""
        self.last_success = now
        self._refusals = 0
        self._width = min(float(self._widest), self._width + 1.0 / self._width)

    def refused(self, now: float, epoch: int, *, retry_after: float | None = None) -> None:
        """A call was refused because there are too many.

        Args:
            now: The time.
            epoch: What `begin` gave for it. Calls that started before the job was last narrowed say nothing of its width now.
            retry_after: The seconds that the answer asks to wait.
        """
        if epoch == self.epoch:
            self.epoch += 1
            self._refusals += 1
            self._width = max(1.0, min(self._width, max(1.0, float(self.in_flight))) * _CUT)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._refusals - 1, 16)) * (0.5 + self._random())
            self._paused_until = max(self._paused_until, now + pause)
        if retry_after is not None:
            self._paused_until = max(self._paused_until, now + retry_after)

    def in_vain_for(self, now: float) -> float:
        """The seconds since a call last succeeded."""
        return 0.0 if self.last_success is None else now - self.last_success
