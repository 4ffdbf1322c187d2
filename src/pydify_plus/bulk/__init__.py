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
    from .document_files import download_files as download_files
    from .engine import Job as Job
    from .engine import Ticket as Ticket
    from .engine import arun_job as arun_job
    from .engine import run_job as run_job
    from .export import ExportKeywords as ExportKeywords
    from .export import aexport_annotations as aexport_annotations
    from .export import aexport_conversations as aexport_conversations
    from .export import aexport_documents as aexport_documents
    from .export import aexport_feedback as aexport_feedback
    from .export import aexport_messages as aexport_messages
    from .export import aexport_segments as aexport_segments
    from .export import aexport_workflow_logs as aexport_workflow_logs
    from .export import export_annotations as export_annotations
    from .export import export_conversations as export_conversations
    from .export import export_documents as export_documents
    from .export import export_feedback as export_feedback
    from .export import export_messages as export_messages
    from .export import export_segments as export_segments
    from .export import export_workflow_logs as export_workflow_logs
    from .export_sources import LogFilter as LogFilter
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
    "ExportKeywords": ".export",
    "Failure": ".report",
    "Item": ".items",
    "Job": ".engine",
    "JournalError": ".journal",
    "Kind": ".sync_plan",
    "LogFilter": ".export_sources",
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
    "aexport_annotations": ".export",
    "aexport_conversations": ".export",
    "aexport_documents": ".export",
    "aexport_feedback": ".export",
    "aexport_messages": ".export",
    "aexport_segments": ".export",
    "aexport_workflow_logs": ".export",
    "arun_batch": ".batch",
    "arun_job": ".engine",
    "async_folder": ".sync",
    "download_files": ".document_files",
    "export_annotations": ".export",
    "export_conversations": ".export",
    "export_documents": ".export",
    "export_feedback": ".export",
    "export_messages": ".export",
    "export_segments": ".export",
    "export_workflow_logs": ".export",
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
    "ExportKeywords",
    "Failure",
    "Item",
    "Job",
    "JournalError",
    "Kind",
    "LogFilter",
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
    "aexport_annotations",
    "aexport_conversations",
    "aexport_documents",
    "aexport_feedback",
    "aexport_messages",
    "aexport_segments",
    "aexport_workflow_logs",
    "arun_batch",
    "arun_job",
    "async_folder",
    "download_files",
    "export_annotations",
    "export_conversations",
    "export_documents",
    "export_feedback",
    "export_messages",
    "export_segments",
    "export_workflow_logs",
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
