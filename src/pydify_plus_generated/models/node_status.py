from enum import StrEnum


class NodeStatus(StrEnum):
    """State of one node. `exception`: it failed and the workflow went on as its error strategy says; `retry`: this
    attempt failed and another follows; `paused`: it waits for a human."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXCEPTION = "exception"
    PAUSED = "paused"
    RETRY = "retry"
