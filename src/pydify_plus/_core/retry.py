"""When a failed attempt is repeated, and after how long."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pydify_plus.errors import DifyAPIError, DifyTransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_FOREVER = 1e9
"""Seconds, some 30 years: longer than any header means."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Decides on repeats. It knows no request and no clock: the caller sleeps.

    The error says whether a repeat can help (`retryable`) and whether Dify may have acted on the request
    (`may_have_run`). A request that was never sent, or that Dify refused at the door (too many requests), is repeated
    whatever it asks for; one that was sent and lost, or ended in a server's failure, only when the operation is marked
    repeatable.

    Args:
        retries: The most repeats of one call; 0 for none.
        backoff_factor: Seconds. The wait before repeat n is drawn evenly from 0 to `backoff_factor * 2 ** (n - 1)`.
        max_delay: Seconds; the most that this draw can give.
        retry_after_cap: Seconds. A server that asks for a longer wait is not asked again: the error goes to the
            caller, who finds the wait in its `retry_after`.
        random: Draws from [0, 1).
    """

    retries: int = 3
    backoff_factor: float = 1.0
    max_delay: float = 30.0
    retry_after_cap: float = 60.0
    random: Callable[[], float] = field(default=random.random, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.retries, bool) or not isinstance(self.retries, int) or self.retries < 0:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"retries must be a whole number, 0 or more, not {self.retries!r}")
        for name in ("backoff_factor", "max_delay", "retry_after_cap"):
            seconds = getattr(self, name)
            if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < math.inf:
                raise ValueError(f"{name} must be a number of seconds, 0 or more, not {seconds!r}")

    def delay(
        self,
        error: DifyTransportError | DifyAPIError,
        *,
        attempt: int,
        repeatable: bool,
        rereadable: bool = True,
    ) -> float | None:
        """The seconds to wait before the next attempt; None when there is to be none.

        Args:
            error: What the attempt came to.
            attempt: Its number, from 1.
            repeatable: Whether the operation does no harm when Dify carries it out twice.
            rereadable: Whether the request's body can be sent again from its start.
        """
        if attempt > self.retries or not rereadable or not error.retryable:
            return None
        if error.may_have_run and not repeatable:
            return None
        asked = error.retry_after if isinstance(error, DifyAPIError) and error.retry_after is not None else 0.0
        if asked > self.retry_after_cap:
            return None
        # The exponent is bounded because a float is: 2.0 ** 1024 overflows.
        backoff = min(self.max_delay, self.backoff_factor * 2.0 ** min(attempt - 1, 64))
        return max(asked, self.random() * backoff)


def parse_retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """The seconds that a Retry-After header asks to wait, given in seconds or as a date; None without a readable one.

    They are a finite number, however many digits the header has.

    A date is compared with the answer's own Date header, so that a wrong clock on either side does no harm.

    Args:
        headers: The answer's headers, names in lower case.
        now: The time to compare with when there is no Date header, in seconds since 1970; the clock's by default.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return min(float(value), _FOREVER)
    then = _timestamp(value)
    if then is None:
        return None
    sent = _timestamp(headers.get("date", ""))
    if sent is None:
        sent = time.time() if now is None else now
    return max(0.0, then - sent)


def _timestamp(http_date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is GMT here; left naive it would be taken for local time.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
