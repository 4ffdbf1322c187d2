"""Long jobs: many runs, many files, many pages, on one machine, with a journal from which a killed job goes on.

`run_batch` and `arun_batch` run an app for each row of a table. `run_job` and `arun_job` run any `Job`; the others are built on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batch import BatchInputError as BatchInputError
    from .batch import BatchKeywords as BatchKeywords
    from .batch import arun_batch as arun_batch
    from .batch import run_batch as run_batch
    from .control import Control as Control
    from .engine import Job as Job
    from .engine import Ticket as Ticket
    from .engine import arun_job as arun_job
    from .engine import run_job as run_job
    from .items import Item as Item
    from .items import Record as Record
    from .items import Result as Result
    from .items import State as State
    from .journal import JournalError as JournalError
    from .journal import Records as Records
    from .progress import Progress as Progress
    from .report import Failure as Failure
    from .report import Report as Report
    from .rows import TableError as TableError
    from .sinks import Sink as Sink

# Nothing heavy is imported before it is used.
_HOMES = {
    "BatchInputError": ".batch",
    "BatchKeywords": ".batch",
    "Control": ".control",
    "Failure": ".report",
    "Item": ".items",
    "Job": ".engine",
    "JournalError": ".journal",
    "Progress": ".progress",
    "Record": ".items",
    "Records": ".journal",
    "Report": ".report",
    "Result": ".items",
    "Sink": ".sinks",
    "State": ".items",
    "TableError": ".rows",
    "Ticket": ".engine",
    "arun_batch": ".batch",
    "arun_job": ".engine",
    "run_batch": ".batch",
    "run_job": ".engine",
}

__all__ = [
    "BatchInputError",
    "BatchKeywords",
    "Control",
    "Failure",
    "Item",
    "Job",
    "JournalError",
    "Progress",
    "Record",
    "Records",
    "Report",
    "Result",
    "Sink",
    "State",
    "TableError",
    "Ticket",
    "arun_batch",
    "arun_job",
    "run_batch",
    "run_job",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
