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
    from .splitting import rule_from as rule_from
    from .splitting import rule_from_file as rule_from_file
    from .sync import SyncResult as SyncResult
    from .sync import async_folder as async_folder
    from .sync import sync_folder as sync_folder
    from .sync_plan import Action as Action
    from .sync_plan import Kind as Kind
    from .sync_plan import Plan as Plan

# Nothing heavy is imported before it is used.
_HOMES = {
    "Action": ".sync_plan",
    "BatchInputError": ".batch",
    "BatchKeywords": ".batch",
    "Control": ".control",
    "Failure": ".report",
    "Item": ".items",
    "Job": ".engine",
    "JournalError": ".journal",
    "Kind": ".sync_plan",
    "Plan": ".sync_plan",
    "Progress": ".progress",
    "Record": ".items",
    "Records": ".journal",
    "Report": ".report",
    "Result": ".items",
    "Sink": ".sinks",
    "State": ".items",
    "SyncResult": ".sync",
    "TableError": ".rows",
    "Ticket": ".engine",
    "arun_batch": ".batch",
    "arun_job": ".engine",
    "async_folder": ".sync",
    "rule_from": ".splitting",
    "rule_from_file": ".splitting",
    "run_batch": ".batch",
    "run_job": ".engine",
    "sync_folder": ".sync",
}

__all__ = [
    "Action",
    "BatchInputError",
    "BatchKeywords",
    "Control",
    "Failure",
    "Item",
    "Job",
    "JournalError",
    "Kind",
    "Plan",
    "Progress",
    "Record",
    "Records",
    "Report",
    "Result",
    "Sink",
    "State",
    "SyncResult",
    "TableError",
    "Ticket",
    "arun_batch",
    "arun_job",
    "async_folder",
    "rule_from",
    "rule_from_file",
    "run_batch",
    "run_job",
    "sync_folder",
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
