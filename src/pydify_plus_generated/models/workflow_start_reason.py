from enum import StrEnum


class WorkflowStartReason(StrEnum):
    """Why a run starts: for the first time, or again after a pause."""

    INITIAL = "initial"
    RESUMPTION = "resumption"
