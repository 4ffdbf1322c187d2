"""Long jobs: many runs, many files, many pages, on one machine, with a journal from which a killed job goes on.

`engine` runs any job; what the package offers besides is built on it. See `Job`, and `run_job` or `arun_job`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    "Control": ".control",
    "Failure": ".report",
    "Item": ".items",
    "Kind": ".sync_plan",
    "Plan": ".sync_plan",
    "Job": ".engine",
    "JournalError": ".journal",
    "Progress": ".progress",
    "Record": ".items",
    "Records": ".journal",
    "Report": ".report",
    "Result": ".items",
    "Sink": ".sinks",
    "State": ".items",
    "SyncResult": ".sync",
    "Ticket": ".engine",
    "arun_job": ".engine",
    "async_folder": ".sync",
    "rule_from": ".splitting",
    "rule_from_file": ".splitting",
    "run_job": ".engine",
    "sync_folder": ".sync",
}

__all__ = [
    "Action",
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
    "Ticket",
    "arun_job",
    "async_folder",
    "rule_from",
    "rule_from_file",
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
