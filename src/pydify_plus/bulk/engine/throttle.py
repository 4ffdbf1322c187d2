"""The gate that every call of a job goes through."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from pydify_plus.errors import DifyError, DifyRateLimitError

from .pacing import Pace
from .verdicts import Fate, judge, text_of

T = TypeVar("T")

_FIRST_REST = 0.5
_LONGEST_REST = 20.0


class JobStopped(DifyError):
    """A whole job has to stop.

    Attributes:
        reason: Why, in a word: `key`, `quota`, `connection`, `limit`.
        item_failed: Whether the item at hand has failed; else nothing was done for it.
    """

    def __init__(self, message: str, *, reason: str, item_failed: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.item_failed = item_failed


class Throttle:
    """Lets calls through at the pace of the whole job, and repeats those that may be.

    Args:
        concurrency: The most calls at once.
        rpm: The most starts per minute; None for no limit.
        retries: The most repeats of one call that failed in another way than by a limit.
        patience: Seconds without any success after which a limit, or a server that is not there, ends the job.
    """

    def __init__(
        self, concurrency: int, rpm: float | None = None, *, retries: int = 3, patience: float = 300.0
    ) -> None:
        self.pace = Pace(concurrency, rpm)
        self._retries = retries
        self._patience = patience
        self._turn = asyncio.Lock()  # the first in the queue waits for its time, the others for their turn
        self._room = asyncio.Event()

    async def call(
        self,
        do: Callable[[], Awaitable[T]],
        *,
        repeatable: bool,
        before: Callable[[], Awaitable[None]] | None = None,
        refused: Callable[[], None] | None = None,
    ) -> T:
        """Make a call when it may be made.

        Args:
            do: Makes it, each time anew.
            repeatable: Whether it does no harm when Dify carries it out twice.
            before: Awaited just before each attempt.
            refused: Called when an attempt was certainly not carried out, before the next one is waited for.

        Raises:
            JobStopped: The whole job has to stop.
            Exception: What `do` raised.
        """
        attempt = 1
        while True:
            epoch = await self._enter()
            try:
                if before is not None:
                    await before()
                value = await do()
            except Exception as error:
                rest = self._after(error, epoch, attempt, repeatable=repeatable)
                if rest is None:
                    raise
                if refused is not None:
                    refused()
                attempt += rest > 0
            else:
                self.pace.succeeded(monotonic())
                return value
            finally:
                self.pace.end()
                self._room.set()
            if rest:
                await asyncio.sleep(rest)

    def slower(self, retry_after: float | None = None) -> None:
        """Slow the job down, because an answer tells of a limit that was met."""
        self.pace.refused(monotonic(), self.pace.epoch, retry_after=retry_after)

    def _after(self, error: Exception, epoch: int, attempt: int, *, repeatable: bool) -> float | None:
        """The seconds to rest before the next attempt, 0 when the pace says when; None for no other."""
        verdict, now = judge(error, repeatable=repeatable), monotonic()
        if verdict.stop is not None:
            failed = verdict.fate is not Fate.UNDONE
            raise JobStopped(text_of(error), reason=verdict.stop, item_failed=failed) from error
        if verdict.slower:
            in_vain = self.pace.in_vain_for(now)
            if in_vain > self._patience or (verdict.retry_after or 0.0) > self._patience:
                reason = "limit" if isinstance(error, DifyRateLimitError) else "connection"
                told = f"nothing has succeeded for {in_vain:.0f} s: {text_of(error)}"
                raise JobStopped(told, reason=reason, item_failed=verdict.fate is not Fate.AGAIN) from error
            self.pace.refused(now, epoch, retry_after=verdict.retry_after)
            return 0.0 if verdict.fate is Fate.AGAIN else None
        if verdict.fate is not Fate.AGAIN or attempt > self._retries:
            return None
        drawn = min(_LONGEST_REST, _FIRST_REST * 2.0 ** (attempt - 1)) * (0.5 + random.random())
        return max(verdict.retry_after or 0.0, drawn)

    async def _enter(self) -> int:
        async with self._turn:
            while True:
                now = monotonic()
                wait = self.pace.wait(now)
                if wait is None:
                    self._room.clear()
                    await self._room.wait()
                elif wait > 0:
                    await asyncio.sleep(wait)
                else:
                    return self.pace.begin(now)
