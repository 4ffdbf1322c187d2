"""Ctrl-C in two stages: the first one finishes what is in flight, the second one leaves at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .output import Output

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Self

NOTE = "Finishing what is in flight; Ctrl-C again leaves at once."


class TwoStageInterrupt:
    """Within it, the first SIGINT or SIGTERM asks for an end, and the next one raises KeyboardInterrupt.

    In the main thread only, as signals are; elsewhere nothing changes.

    Args:
        output: Where `note` is said.
        on_first: Called for the first one: in a thread of its own, or, when this is entered in a coroutine, by its event loop, which it
            wakes.
        note: What is said for the first one; nothing when it is empty.

    Attributes:
        requested: Whether the first one has come.

    Example:
        >>> with context.interrupt(stop.set) as interrupt:
        ...     for row in rows:
        ...         if interrupt.requested:
        ...             break
    """

    def __init__(self, output: Output, on_first: Callable[[], object] | None = None, *, note: str = NOTE) -> None:
        self.requested = False
        self._output = output
        self._on_first = on_first
        self._note = note
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            try:
                self._loop = asyncio.get_running_loop()
            except RuntimeError:
                self._loop = None
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._arrived)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._first)
        else:
            # Not here: whatever lock or stream the interrupted code holds would be waited for in vain.
            threading.Thread(target=self._first, name="pydify-plus-interrupt", daemon=True).start()

    def _first(self) -> None:
        if self._note:
            self._output.note(self._note)
        if self._on_first is not None:
            self._on_first()
