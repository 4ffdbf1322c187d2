from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.annotation import Annotation
    from ...models.annotation_list import AnnotationList
    from ...models.annotation_reply_job import AnnotationReplyJob
    from ...types import AsyncSender, Sender


class AnnotationsApi:
    """The operations of the area `annotations` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_annotation_list(
        self, *, page: int | None = None, limit: int | None = None, keyword: str | None = None
    ) -> AnnotationList:
        """List the app's annotations.

        GET /apps/annotations

        Questions with a prepared answer. Pages hold 100 at the most: a larger `limit` is taken, gives 100 and no
        `has_more`, and so loses the rest silently.

        Args:
            page: Page number, from 1; 1 when left out
            limit: Annotations per page, up to 100; 20 when left out
            keyword: Only annotations whose question or answer holds this text
        """
        from .get_annotation_list import call

        return self._sender.send(call(page=page, limit=limit, keyword=keyword))

    def create_annotation(self, *, question: str, answer: str) -> Annotation:
        """Create an annotation.

        POST /apps/annotations

        Prepares an answer for a question. The app uses it once annotation reply is switched on. Nothing keeps two
        annotations from having the same question, nor the question from being empty.

        Args:
            question: The question to be matched
            answer: The answer to give
        """
        from .create_annotation import call

        return self._sender.send(call(question=question, answer=answer))

    def update_annotation(self, annotation_id: str, *, question: str, answer: str) -> Annotation:
        """Replace an annotation's question and answer.

        PUT /apps/annotations/{annotation_id}

        Both texts are needed, the unchanged one too.

        Args:
            annotation_id: The annotation to change
            question: The question to be matched
            answer: The answer to give
        """
        from .update_annotation import call

        return self._sender.send(call(annotation_id, question=question, answer=answer))

    def delete_annotation(self, annotation_id: str) -> None:
        """Delete an annotation.

        DELETE /apps/annotations/{annotation_id}

        Deleting it once more is a 404.

        Args:
            annotation_id: The annotation to delete
        """
        from .delete_annotation import call

        return self._sender.send(call(annotation_id))

    def initial_annotation_reply_settings(
        self, action: str, *, embedding_provider_name: str, embedding_model_name: str, score_threshold: float
    ) -> AnnotationReplyJob:
        """Switch annotation reply on or off.

        POST /apps/annotation-reply/{action}

        Starts a job that embeds all annotations (or drops them) and answers before it is done: ask for its status. The
        model is not checked here; with an unknown one the job fails later. All three fields are needed for switching
        off, too.

        Args:
            action: Whether to switch on or off; anything else is a 500
            embedding_provider_name: Provider of the embedding model, as the list of models names it
            embedding_model_name: The embedding model
            score_threshold: How well a question must match, 0 to 1; higher is stricter
        """
        from .initial_annotation_reply_settings import call

        return self._sender.send(
            call(
                action,
                embedding_provider_name=embedding_provider_name,
                embedding_model_name=embedding_model_name,
                score_threshold=score_threshold,
            )
        )

    def get_initial_annotation_reply_settings_status(self, action: str, job_id: str) -> AnnotationReplyJob:
        """Get the status of an annotation reply job.

        GET /apps/annotation-reply/{action}/status/{job_id}

        An unknown job is a 400, a malformed id a 404.

        Args:
            action: The action that the job was started with
            job_id: The job, as answered when it was started
        """
        from .get_initial_annotation_reply_settings_status import call

        return self._sender.send(call(action, job_id))


class AsyncAnnotationsApi:
    """The operations of the area `annotations` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_annotation_list(
        self, *, page: int | None = None, limit: int | None = None, keyword: str | None = None
    ) -> AnnotationList:
        """List the app's annotations.

        GET /apps/annotations

        Questions with a prepared answer. Pages hold 100 at the most: a larger `limit` is taken, gives 100 and no
        `has_more`, and so loses the rest silently.

        Args:
            page: Page number, from 1; 1 when left out
            limit: Annotations per page, up to 100; 20 when left out
            keyword: Only annotations whose question or answer holds this text
        """
        from .get_annotation_list import call

        return await self._sender.send(call(page=page, limit=limit, keyword=keyword))

    async def create_annotation(self, *, question: str, answer: str) -> Annotation:
        """Create an annotation.

        POST /apps/annotations

        Prepares an answer for a question. The app uses it once annotation reply is switched on. Nothing keeps two
        annotations from having the same question, nor the question from being empty.

        Args:
            question: The question to be matched
            answer: The answer to give
        """
        from .create_annotation import call

        return await self._sender.send(call(question=question, answer=answer))

    async def update_annotation(self, annotation_id: str, *, question: str, answer: str) -> Annotation:
        """Replace an annotation's question and answer.

        PUT /apps/annotations/{annotation_id}

        Both texts are needed, the unchanged one too.

        Args:
            annotation_id: The annotation to change
            question: The question to be matched
            answer: The answer to give
        """
        from .update_annotation import call

        return await self._sender.send(call(annotation_id, question=question, answer=answer))

    async def delete_annotation(self, annotation_id: str) -> None:
        """Delete an annotation.

        DELETE /apps/annotations/{annotation_id}

        Deleting it once more is a 404.

        Args:
            annotation_id: The annotation to delete
        """
        from .delete_annotation import call

        return await self._sender.send(call(annotation_id))

    async def initial_annotation_reply_settings(
        self, action: str, *, embedding_provider_name: str, embedding_model_name: str, score_threshold: float
    ) -> AnnotationReplyJob:
        """Switch annotation reply on or off.

        POST /apps/annotation-reply/{action}

        Starts a job that embeds all annotations (or drops them) and answers before it is done: ask for its status. The
        model is not checked here; with an unknown one the job fails later. All three fields are needed for switching
        off, too.

        Args:
            action: Whether to switch on or off; anything else is a 500
            embedding_provider_name: Provider of the embedding model, as the list of models names it
            embedding_model_name: The embedding model
            score_threshold: How well a question must match, 0 to 1; higher is stricter
        """
        from .initial_annotation_reply_settings import call

        return await self._sender.send(
            call(
                action,
                embedding_provider_name=embedding_provider_name,
                embedding_model_name=embedding_model_name,
                score_threshold=score_threshold,
            )
        )

    async def get_initial_annotation_reply_settings_status(self, action: str, job_id: str) -> AnnotationReplyJob:
        """Get the status of an annotation reply job.

        GET /apps/annotation-reply/{action}/status/{job_id}

        An unknown job is a 400, a malformed id a 404.

        Args:
            action: The action that the job was started with
            job_id: The job, as answered when it was started
        """
        from .get_initial_annotation_reply_settings_status import call

        return await self._sender.send(call(action, job_id))
