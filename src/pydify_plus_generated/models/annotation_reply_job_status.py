from enum import StrEnum


class AnnotationReplyJobStatus(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ERROR = "error"
