from enum import StrEnum


class ResponseMode(StrEnum):
    """How the answer comes: `streaming` as events while it is made, `blocking` as one JSON object at the end."""

    STREAMING = "streaming"
    BLOCKING = "blocking"
