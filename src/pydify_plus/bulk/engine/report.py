"""What a job has come to."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from os import PathLike, fspath
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """One item that failed, or whose answer was lost.

    Attributes:
        key: The item's.
        kind: What kind of failure.
        error: What went wrong, in one line.
    """

    key: str
    kind: str
    error: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a job has come to. Counts are those of the whole job, what earlier runs of it have done included.

    Attributes:
        job: What kind of job it was.
        done: Items that succeeded.
        failed: Items that failed.
        unknown: Items that were sent, and nobody knows what became of them.
        left: Items that are left undone; None when nobody knows how many.
        earlier: How many of those that ended had ended in earlier runs of the job.
        seconds: How long this run of the job took.
        tokens: Tokens that the items used.
        failures: How many failed or are unknown, by kind of failure, the most frequent first.
        examples: The first twenty of them.
        stopped: Why the job ended early: `interrupted`, `key`, `quota`, `limit`, `connection`, `budget`, `failures`, or what
            `Control.finish` was given; None when it ran to its end.
        message: The same in a sentence.
        advice: How to go on; None when there is nothing left to do.
        journal: The journal's file; None for a job without one.
        extra: What the kind of job adds, such as the output's path.
    """

    job: str
    done: int
    failed: int
    unknown: int
    left: int | None
    earlier: int
    seconds: float
    tokens: int = 0
    failures: Mapping[str, int] = field(default_factory=dict[str, int])
    examples: tuple[Failure, ...] = ()
    stopped: str | None = None
    message: str | None = None
    advice: str | None = None
    journal: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def ok(self) -> bool:
        """Whether everything was done: nothing failed, is unknown, or is left."""
        return not self.failed and not self.unknown and not self.left and self.stopped is None

    @property
    def rate(self) -> float:
        """Items per second that ended in this run of the job."""
        ended = self.done + self.failed + self.unknown - self.earlier
        return ended / self.seconds if self.seconds > 0 else 0.0

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON has it, with `ok` and `rate`."""
        return {**asdict(self), "ok": self.ok, "rate": round(self.rate, 3), "seconds": round(self.seconds, 3)}

    def rows(self) -> list[tuple[str, str]]:
        """The report as a table of two columns, for people."""
        rows = [("done", f"{self.done:,}"), ("failed", f"{self.failed:,}"), ("unknown", f"{self.unknown:,}")]
        rows.append(("left undone", "?" if self.left is None else f"{self.left:,}"))
        if self.earlier:
            rows.append(("of these, in earlier runs", f"{self.earlier:,}"))
        rows.append(("time", f"{self.seconds:,.1f} s ({self.rate:,.1f} items/s)"))
        if self.tokens:
            rows.append(("tokens", f"{self.tokens:,}"))
        rows.extend((name.replace("_", " "), str(value)) for name, value in self.extra.items() if value is not None)
        rows.extend((f"failures: {kind}", f"{count:,}") for kind, count in self.failures.items())
        if self.message is not None:
            rows.append(("ended early", self.message))
        if self.advice is not None:
            rows.append(("to go on", self.advice))
        return rows

    def table(self) -> str:
        """The report as lines of text."""
        rows = self.rows()
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the report to a file: JSON, or CSV when its name ends in `.csv`.

        Args:
            path: The file. The CSV has the columns `name` and `value`, and a row for each count and each kind of failure.
        """
        target = Path(fspath(path))
        if target.suffix.lower() != ".csv":
            target.write_text(json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            return
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(("name", "value"))
        for name, value in self.to_dict().items():
            if name == "failures":
                writer.writerows((f"failures: {kind}", count) for kind, count in self.failures.items())
            elif name == "extra":
                writer.writerows(self.extra.items())
            elif name != "examples":
                writer.writerow((name, value))
        target.write_text(text.getvalue(), encoding="utf-8", newline="")

    def __str__(self) -> str:
        return self.table()
