from enum import StrEnum


class WorkflowRunStatus(StrEnum):
    """State of a run of a workflow or chatflow. `partial-succeeded`: some nodes failed and the workflow handled it;
    `stopped`: somebody stopped it; `paused`: it waits for a human."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    PARTIAL_SUCCEEDED = "partial-succeeded"
    PAUSED = "paused"
