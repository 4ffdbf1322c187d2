"""A progress bar for long jobs: done, rate, time left, failures."""

from __future__ import annotations

import sys
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from .output import Output

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal to draw on."""


class Progress:
    """How far a job is, on standard error: a bar on a terminal, a line now and then elsewhere, nothing for JSON and YAML.

    It may be called from any thread.

    Args:
        output: Where it shows.
        description: What is being done, such as `Running rows`.
        total: How many there are; None while that is not known.
        unit: What they are, such as `rows`.

    Example:
        >>> with context.progress("Running rows", total=1000, unit="rows") as progress:
        ...     progress.advance()
        ...     progress.advance(failed=1)
    """

    def __init__(self, output: Output, description: str, *, total: int | None = None, unit: str = "items") -> None:
        self.done = 0
        self.failed = 0
        self._total = total
        self._output = output
        self._description = description
        self._unit = unit
        self._lock = Lock()
        self._started = self._said = monotonic()
        self._bar: Any = None
        self._task: Any = None

    @property
    def total(self) -> int | None:
        """How many there are."""
        return self._total

    @total.setter
    def total(self, value: int | None) -> None:
        self._total = value
        if self._bar is not None:
            self._bar.update(self._task, total=value)

    def advance(self, count: int = 1, *, failed: int = 0) -> None:
        """Some more are over.

        Args:
            count: How many, the failed ones among them.
            failed: How many of those failed.
        """
        with self._lock:
            self.done += count
            self.failed += failed
            if self._bar is not None:
                self._bar.update(self._task, completed=self.done, failed=self._failures())
            elif self._output.for_people and monotonic() - self._said >= LINE_EVERY:
                self._say()

    def say(self, text: str) -> None:
        """A line above the bar."""
        if self._bar is None:
            self._output.note(text)
        else:
            from rich.text import Text

            self._bar.console.print(Text(text))

    def __enter__(self) -> Self:
        self._started = self._said = monotonic()
        if self._output.for_people and self._output.err.is_terminal:
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(bar_width=None),
                MofNCompleteColumn(),
                _rate_column(self._unit),
                TimeElapsedColumn(),
                TextColumn("ETA"),
                TimeRemainingColumn(),
                TextColumn("{task.fields[failed]}", style="red"),
                console=self._output.err,
                refresh_per_second=5,
                expand=True,
            )
            self._task = self._bar.add_task(self._description, total=self._total, failed="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        elif self._output.for_people and self.done:
            self._say()

    def _failures(self) -> str:
        return f"{self.failed} failed" if self.failed else ""

    def _say(self) -> None:
        self._said = now = monotonic()
        rate = self.done / max(now - self._started, 1e-9)
        parts = [
            f"{self._description}: {self.done}{'' if self._total is None else f'/{self._total}'} {self._unit}",
            f"{rate:.1f}/s",
        ]
        if self._total is not None and self.done < self._total and rate:
            parts.append(f"ETA {_clock((self._total - self.done) / rate)}")
        parts += filter(None, [self._failures()])
        sys.stderr.write(", ".join(parts) + "\n")
        sys.stderr.flush()


def _rate_column(unit: str) -> Any:
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.1f} {unit}/s" if speed is not None else f"- {unit}/s")

    return Rate()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
