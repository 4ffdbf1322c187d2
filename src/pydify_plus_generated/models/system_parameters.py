from __future__ import annotations

from ..types import View


class SystemParameters(View):
    """The server's limits for files; sizes in MB."""

    image_file_size_limit: int
    """Largest image, MB."""
    video_file_size_limit: int
    """Largest video, MB."""
    audio_file_size_limit: int
    """Largest audio file, MB."""
    file_size_limit: int
    """Largest file of any other kind, MB."""
    workflow_file_upload_limit: int
    """The most files in one run."""

    _fields = {
        "image_file_size_limit": "image_file_size_limit",
        "video_file_size_limit": "video_file_size_limit",
        "audio_file_size_limit": "audio_file_size_limit",
        "file_size_limit": "file_size_limit",
        "workflow_file_upload_limit": "workflow_file_upload_limit",
    }
    _required = frozenset(
        {
            "image_file_size_limit",
            "video_file_size_limit",
            "audio_file_size_limit",
            "file_size_limit",
            "workflow_file_upload_limit",
        }
    )
