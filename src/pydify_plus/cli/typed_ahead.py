"""What is typed while an answer is written."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_LOOK_EVERY = 0.1
"""Seconds."""


class TypedAhead:
    """Within it, lines typed at the terminal are heard, and not shown, which would spoil what is drawn.

    Where the terminal is not POSIX's, nothing is heard.

    Args:
        heard: Called with each line, in a thread of its own.
        unfinished: Called at the end with what was typed and not ended by Enter, if anything.
    """

    def __init__(self, heard: Callable[[str], object], unfinished: Callable[[str], object]) -> None:
        self._heard = heard
        self._unfinished = unfinished
        self._rest = ""
        self._left = Event()
        self._thread: Thread | None = None
        self._settings: Any = None
        self._descriptor = -1

    def __enter__(self) -> Self:
        try:
            import termios

            self._descriptor = sys.stdin.fileno()
            self._settings = termios.tcgetattr(self._descriptor)
        except (ImportError, OSError, ValueError):  # termios.error is an OSError's sibling where stdin is no terminal
            return self
        quiet = [*self._settings]
        quiet[3] &= ~termios.ECHO
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, quiet)
        self._thread = Thread(target=self._listen, name="pydify-plus-typed-ahead", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            import termios

            self._left.set()
            self._thread.join()
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._settings)
            if self._rest:
                self._unfinished(self._rest)

    def _listen(self) -> None:
        typed = b""
        while not self._left.is_set():
            ready, _, _ = select.select([self._descriptor], [], [], _LOOK_EVERY)
            if not ready:
                continue
            piece = os.read(self._descriptor, 4096)
            if not piece:  # Ctrl-D
                return
            *lines, typed = (typed + piece).split(b"\n")
            for line in lines:
                self._heard(line.decode(errors="replace").strip())
            self._rest = typed.decode(errors="replace")
