from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .annotation_reply_job_status import AnnotationReplyJobStatus


class AnnotationReplyJob(View):
    """A job that switches annotation reply on or off."""

    job_id: str
    """The job's id."""
    job_status: AnnotationReplyJobStatus | str
    """How far it is."""
    error_msg: str | None
    """Why it failed; empty when it did not, absent when the job was just started."""

    _fields = {"job_id": "job_id", "job_status": "job_status", "error_msg": "error_msg"}
    _required = frozenset({"job_id", "job_status"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .annotation_reply_job_status import AnnotationReplyJobStatus

        return {"job_status": open_enum(AnnotationReplyJobStatus)}
