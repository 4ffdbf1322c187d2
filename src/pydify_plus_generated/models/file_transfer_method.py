from enum import StrEnum


class FileTransferMethod(StrEnum):
    """Where the bytes are: at a URL, uploaded before, or made by a tool (in answers only)."""

    REMOTE_URL = "remote_url"
    LOCAL_FILE = "local_file"
    TOOL_FILE = "tool_file"
