from enum import StrEnum


class WorkflowLogStatus(StrEnum):
    """States that the log can be filtered by."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
