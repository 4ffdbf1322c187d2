"""Ending a job before its end: from another thread, by Ctrl-C, or because Dify says so."""

from __future__ import annotations

import signal
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any


class Control:
    """Ends a job from outside. It may be made before the job runs, used from any thread, and used for one job.

    Example:
        >>> control = Control()
        >>> threading.Timer(3600, control.finish).start()
        >>> report = run_job(job, control=control)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: AbstractEventLoop | None = None
        self._changed: Callable[[], None] | None = None
        self.reason: str | None = None
        self.message: str | None = None
        self.leaves = False

    def finish(self, reason: str = "asked", message: str = "it was asked to stop") -> None:
        """Take on nothing more, and end when what is in flight has ended.

        Args:
            reason: Why, in a word, for the report's `stopped`.
            message: Why, in a sentence, for people. The first reason stays.
        """
        with self._lock:
            if self.reason is None:
                self.reason, self.message = reason, message
        self._tell()

    def leave(self) -> None:
        """End now. What is in flight goes on in Dify; the journal knows of it, and a resumed job asks what became of it."""
        self.finish("interrupted", "it was interrupted")
        self.leaves = True
        self._tell()

    @property
    def is_stopping(self) -> bool:
        """Whether the job takes on nothing more."""
        return self.reason is not None

    def attach(self, loop: AbstractEventLoop, changed: Callable[[], None]) -> None:
        """Tell the job of changes, on its event loop. For the engine.

        Args:
            loop: The job's event loop.
            changed: Called there after each change.
        """
        with self._lock:
            if self._loop is not None:
                raise RuntimeError("a Control ends one job: make another one for this job")
            self._loop, self._changed = loop, changed
        if self.is_stopping:
            loop.call_soon(changed)

    def _tell(self) -> None:
        with self._lock:
            loop, changed = self._loop, self._changed
        if loop is not None and changed is not None:
            try:
                loop.call_soon_threadsafe(changed)
            except RuntimeError:
                pass  # the job has ended


@contextmanager
def ended_by_ctrl_c(control: Control) -> Generator[None]:
    """Let a first Ctrl-C finish a job, and a second one leave it. In another thread than the main one signals are not heard."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: Any) -> None:
        if control.reason == "interrupted":
            control.leave()
        else:
            control.finish("interrupted", "it was interrupted")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.default_int_handler)
