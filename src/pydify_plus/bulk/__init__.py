"""Long jobs: many runs, many files, many pages, on one machine, with a journal from which a killed job goes on.

`run_batch` runs an app for each row of a table, `sync_folder` brings a folder into a knowledge base, `export_messages` and the like write
what Dify keeps to a table. All are built on `run_job`, which runs any `Job`. Each has a twin for event loops: its name with `_async`
behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batch.job import BatchInputError as BatchInputError
    from .batch.job import BatchKeywords as BatchKeywords
    from .batch.job import run_batch as run_batch
    from .batch.job import run_batch_async as run_batch_async
    from .engine.control import Control as Control
    from .engine.items import Item as Item
    from .engine.items import Record as Record
    from .engine.items import Result as Result
    from .engine.items import State as State
    from .engine.job import Job as Job
    from .engine.job import Ticket as Ticket
    from .engine.job import run_job as run_job
    from .engine.job import run_job_async as run_job_async
    from .engine.journal import JournalError as JournalError
    from .engine.journal import Records as Records
    from .engine.progress import Progress as Progress
    from .engine.report import Failure as Failure
    from .engine.report import Report as Report
    from .engine.sinks import Sink as Sink
    from .export.jobs import ExportKeywords as ExportKeywords
    from .export.jobs import export_annotations as export_annotations
    from .export.jobs import export_annotations_async as export_annotations_async
    from .export.jobs import export_conversations as export_conversations
    from .export.jobs import export_conversations_async as export_conversations_async
    from .export.jobs import export_documents as export_documents
    from .export.jobs import export_documents_async as export_documents_async
    from .export.jobs import export_feedback as export_feedback
    from .export.jobs import export_feedback_async as export_feedback_async
    from .export.jobs import export_messages as export_messages
    from .export.jobs import export_messages_async as export_messages_async
    from .export.jobs import export_segments as export_segments
    from .export.jobs import export_segments_async as export_segments_async
    from .export.jobs import export_workflow_logs as export_workflow_logs
    from .export.jobs import export_workflow_logs_async as export_workflow_logs_async
    from .export.sources import LogFilter as LogFilter
    from .knowledge.document_files import download_files as download_files
    from .knowledge.splitting import rule_from as rule_from
    from .knowledge.splitting import rule_from_file as rule_from_file
    from .knowledge.sync import SyncKeywords as SyncKeywords
    from .knowledge.sync import SyncResult as SyncResult
    from .knowledge.sync import sync_folder as sync_folder
    from .knowledge.sync import sync_folder_async as sync_folder_async
    from .knowledge.sync_plan import Action as Action
    from .knowledge.sync_plan import Kind as Kind
    from .knowledge.sync_plan import Plan as Plan
    from .tables.reading import TableError as TableError

# Nothing heavy is imported before it is used.
_HOMES = {
    "Action": ".knowledge.sync_plan",
    "BatchInputError": ".batch.job",
    "BatchKeywords": ".batch.job",
    "Control": ".engine.control",
    "ExportKeywords": ".export.jobs",
    "Failure": ".engine.report",
    "Item": ".engine.items",
    "Job": ".engine.job",
    "JournalError": ".engine.journal",
    "Kind": ".knowledge.sync_plan",
    "LogFilter": ".export.sources",
    "Plan": ".knowledge.sync_plan",
    "Progress": ".engine.progress",
    "Record": ".engine.items",
    "Records": ".engine.journal",
    "Report": ".engine.report",
    "Result": ".engine.items",
    "Sink": ".engine.sinks",
    "State": ".engine.items",
    "SyncKeywords": ".knowledge.sync",
    "SyncResult": ".knowledge.sync",
    "TableError": ".tables.reading",
    "Ticket": ".engine.job",
    "download_files": ".knowledge.document_files",
    "export_annotations": ".export.jobs",
    "export_annotations_async": ".export.jobs",
    "export_conversations": ".export.jobs",
    "export_conversations_async": ".export.jobs",
    "export_documents": ".export.jobs",
    "export_documents_async": ".export.jobs",
    "export_feedback": ".export.jobs",
    "export_feedback_async": ".export.jobs",
    "export_messages": ".export.jobs",
    "export_messages_async": ".export.jobs",
    "export_segments": ".export.jobs",
    "export_segments_async": ".export.jobs",
    "export_workflow_logs": ".export.jobs",
    "export_workflow_logs_async": ".export.jobs",
    "rule_from": ".knowledge.splitting",
    "rule_from_file": ".knowledge.splitting",
    "run_batch": ".batch.job",
    "run_batch_async": ".batch.job",
    "run_job": ".engine.job",
    "run_job_async": ".engine.job",
    "sync_folder": ".knowledge.sync",
    "sync_folder_async": ".knowledge.sync",
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
    "SyncKeywords",
    "SyncResult",
    "TableError",
    "Ticket",
    "download_files",
    "export_annotations",
    "export_annotations_async",
    "export_conversations",
    "export_conversations_async",
    "export_documents",
    "export_documents_async",
    "export_feedback",
    "export_feedback_async",
    "export_messages",
    "export_messages_async",
    "export_segments",
    "export_segments_async",
    "export_workflow_logs",
    "export_workflow_logs_async",
    "rule_from",
    "rule_from_file",
    "run_batch",
    "run_batch_async",
    "run_job",
    "run_job_async",
    "sync_folder",
    "sync_folder_async",
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
