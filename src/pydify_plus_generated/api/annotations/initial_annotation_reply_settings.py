from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.annotation_reply_job import AnnotationReplyJob


def call(
    action: str, *, embedding_provider_name: str, embedding_model_name: str, score_threshold: float
) -> Call[AnnotationReplyJob]:
    """Switch annotation reply on or off.

    POST /apps/annotation-reply/{action}

    Starts a job that embeds all annotations (or drops them) and answers before it is done: ask for its status. The
    model is not checked here; with an unknown one the job fails later. All three fields are needed for switching off,
    too.

    Args:
        action: Whether to switch on or off; anything else is a 500
        embedding_provider_name: Provider of the embedding model, as the list of models names it
        embedding_model_name: The embedding model
        score_threshold: How well a question must match, 0 to 1; higher is stricter
    """
    from ...models.annotation_reply_job import AnnotationReplyJob

    return Call(
        operation="initialAnnotationReplySettings",
        method="POST",
        path=path_with("/apps/annotation-reply/{action}", action=action),
        key="app",
        repeatable=False,
        answer="json",
        parse=AnnotationReplyJob.from_dict,
        json=json_body(
            {
                "embedding_provider_name": embedding_provider_name,
                "embedding_model_name": embedding_model_name,
                "score_threshold": score_threshold,
            }
        ),
    )
