from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.annotation_reply_job import AnnotationReplyJob


def call(action: str, job_id: str) -> Call[AnnotationReplyJob]:
    """Get the status of an annotation reply job.

    GET /apps/annotation-reply/{action}/status/{job_id}

    An unknown job is a 400, a malformed id a 404.

    Args:
        action: The action that the job was started with
        job_id: The job, as answered when it was started
    """
    from ...models.annotation_reply_job import AnnotationReplyJob

    return Call(
        operation="getInitialAnnotationReplySettingsStatus",
        method="GET",
        path=path_with("/apps/annotation-reply/{action}/status/{job_id}", action=action, job_id=job_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=AnnotationReplyJob.from_dict,
    )
