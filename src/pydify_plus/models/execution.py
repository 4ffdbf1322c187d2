"""A run of a workflow, in whichever of its two shapes Dify answered it."""

from __future__ import annotations

from typing import Any, cast

from pydify_plus_generated.models.workflow_run_status import WorkflowRunStatus
from pydify_plus_generated.types import View

WorkflowExecutionStatus = WorkflowRunStatus


class WorkflowExecutionResponse(View):
    """A run of a workflow.

    Running one answers its run under `data`, asking for it later gives the same fields flat. The properties here read both; the JSON
    itself is under its own names.
    """

    @property
    def _run(self) -> dict[str, Any]:
        data = self.get("data")
        return cast("dict[str, Any]", data) if isinstance(data, dict) else self._json

    @property
    def execution_id(self) -> str:
        """The run's id, by which it is asked for later."""
        return str(self.get("workflow_run_id") or self._run.get("id"))

    @property
    def workflow_run_id(self) -> str:
        """The run's id, in Dify's own words."""
        return self.execution_id

    @property
    def task_id(self) -> str | None:
        """What stopping the run takes; only the answer to running has it."""
        return cast("str | None", self.get("task_id"))

    @property
    def workflow_id(self) -> str | None:
        """The version of the workflow that ran."""
        return cast("str | None", self._run.get("workflow_id"))

    @property
    def status(self) -> WorkflowRunStatus | str:
        """How the run stands or ended; a status that this package does not know stays a string."""
        status = str(self._run.get("status"))
        return WorkflowRunStatus(status) if status in WorkflowRunStatus.__members__.values() else status

    @property
    def outputs(self) -> dict[str, Any]:
        """What the end node gives; empty while there is nothing."""
        outputs = self._run.get("outputs")
        if isinstance(outputs, str):  # older servers answer a run's detail so
            from json import loads

            outputs = loads(outputs)
        return cast("dict[str, Any]", outputs) if isinstance(outputs, dict) else {}

    @property
    def error(self) -> str | None:
        """Why the run failed."""
        return cast("str | None", self._run.get("error"))

    @property
    def elapsed_time(self) -> float | None:
        """How long it ran, in seconds."""
        return cast("float | None", self._run.get("elapsed_time"))

    @property
    def total_tokens(self) -> int | None:
        """The tokens that its models used."""
        return cast("int | None", self._run.get("total_tokens"))

    @property
    def total_steps(self) -> int | None:
        """How many nodes ran."""
        return cast("int | None", self._run.get("total_steps"))

    @property
    def created_at(self) -> int | None:
        """When it started, in unix seconds."""
        return cast("int | None", self._run.get("created_at"))

    @property
    def finished_at(self) -> int | None:
        """When it ended, in unix seconds; None while it has not."""
        return cast("int | None", self._run.get("finished_at"))
