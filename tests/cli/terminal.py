"""The command line in a terminal of its own, whose server is in another process: this one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pexpect

CTRL_C = "\x03"
CTRL_D = "\x04"

_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>]|\r")


class Terminal:
    """What runs in it, and what it has shown.

    Args:
        process: The command.
    """

    def __init__(self, process: Any) -> None:
        self.process = process
        self.shown = ""

    def until(self, pattern: str, timeout: float = 20) -> str:
        """Wait for something to be shown; everything up to it, without what steers the terminal."""
        self.process.expect(pattern, timeout=timeout)
        text = _STEERING.sub("", self.process.before + self.process.after)
        self.shown += text
        return text

    def type(self, text: str) -> None:
        """Type, and press Enter."""
        self.process.send(text + "\r")

    def press(self, key: str) -> None:
        """Press a key."""
        self.process.send(key)

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        self.process.expect(pexpect.EOF, timeout=20)
        self.shown += _STEERING.sub("", self.process.before)
        self.process.close()
        return int(self.process.exitstatus if self.process.exitstatus is not None else -self.process.signalstatus)


@contextmanager
def terminal(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """Run `pydify-plus` in a terminal of 100 columns and 40 lines."""
    process = pexpect.spawn(
        sys.executable,
        ["-W", "error", "-m", "pydify_plus", *arguments],
        env={
            **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")},
            "TERM": "xterm-256color",
            "PYTHONUTF8": "1",
            **(env or {}),
        },
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=20,
    )
    process.delaybeforesend = None
    try:
        yield Terminal(process)
    finally:
        process.close(force=True)
