"""What events and answers tell of a run as a whole."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from .json_values import Json, is_array
from .nodes import is_file

if TYPE_CHECKING:
    from .store import WorkflowRun


def paused_data(run: WorkflowRun, reasons: list[Json], elapsed: float) -> Json:
    """The `data` of a run's `workflow_paused` event."""
    return {
        "workflow_run_id": run.id,
        "paused_nodes": [reason["node_id"] for reason in reasons],
        "outputs": {},
        "reasons": reasons,
        "status": "paused",
        "created_at": int(run.created_at),
        "elapsed_time": elapsed,
        "total_tokens": run.total_tokens,
        "total_steps": run.total_steps,
    }


def finished_data(run: WorkflowRun, status: str, created_at: float | None = None) -> Json:
    """The `data` of a run's `workflow_finished` event; a stream counts from the latest resumption."""
    return {
        "id": run.id,
        "workflow_id": run.workflow_id,
        "status": status,
        "outputs": run.outputs,
        "error": run.error,
        "elapsed_time": run.elapsed_time,
        "total_tokens": run.total_tokens,
        "total_steps": run.total_steps,
        "created_by": run.app.creator(run.user),
        "created_at": int(run.created_at if created_at is None else created_at),
        "finished_at": None if run.finished_at is None else int(run.finished_at),
        "exceptions_count": run.exceptions_count,
        "files": files_in(run.outputs),
    }


def files_in(outputs: Json) -> list[Json]:
    """The files among some outputs."""
    items = chain.from_iterable(value if is_array(value) else [value] for value in outputs.values())
    return [item for item in items if is_file(item)]
