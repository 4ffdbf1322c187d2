# Derived from _async by scripts/unasync.py; edit there.
"""Prepared answers to questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of
from pydify_plus._core.options import RequestOptions, check_keywords, reading
from pydify_plus._core.paging import Numbered
from pydify_plus.errors import DifyError
from pydify_plus_generated.api.annotations import (
    create_annotation,
    delete_annotation,
    get_annotation_list,
    get_initial_annotation_reply_settings_status,
    initial_annotation_reply_settings,
    update_annotation,
)
from pydify_plus_generated.api.app_config import get_chat_app_parameters
from pydify_plus_generated.models import Annotation, AnnotationReplyAction

from ..resource import Resource

if TYPE_CHECKING:
    from pydify_plus_generated.models import AnnotationReplyJob

    from ..pager import Page


class Annotations(Resource):
    """Questions with a prepared answer, which the app gives in place of its model's while annotation reply is on."""

    def list_annotations(
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[Annotation]:
        """List the app's annotations.

        GET /apps/annotations

        Args:
            page: The page to begin with, from 1; 1 when left out.
            limit: Annotations per page, up to 100; 20 when left out.
            keyword: Only annotations whose question or answer holds this text.
            max_items: The most annotations that iterating gives.

        Returns:
            The page; iterating it walks this one and all that follow.
        """
        call = get_annotation_list.call(page=page, limit=limit, keyword=keyword)
        return self._list(call, options, Numbered(), Annotation, max_items)

    def create_annotation(self, question: str, answer: str, **options: Unpack[RequestOptions]) -> Annotation:
        """Prepare an answer for a question.

        POST /apps/annotations. Nothing keeps two annotations from having the same question.

        Args:
            question: The question that users' messages are compared with.
            answer: The answer to give.

        Example:
            >>> client.annotations.create_annotation("When are you open?", "From 9 to 5, Monday to Friday.")
        """
        return self._send(create_annotation.call(question=question, answer=answer), options)

    def update_annotation(
        self, annotation_id: Any, question: str, answer: str, **options: Unpack[RequestOptions]
    ) -> Annotation:
        """Replace an annotation's question and answer.

        PUT /apps/annotations/{annotation_id}

        Args:
            annotation_id: The annotation, or its id.
            question: The question, the unchanged one too.
            answer: The answer, the unchanged one too.

        Raises:
            DifyNotFoundError: The app has no such annotation.
        """
        call = update_annotation.call(id_of(annotation_id, "id"), question=question, answer=answer)
        return self._send(call, options)

    def delete_annotation(self, annotation_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete an annotation.

        DELETE /apps/annotations/{annotation_id}

        Args:
            annotation_id: The annotation, or its id.

        Raises:
            DifyNotFoundError: The app has no such annotation.
        """
        self._send(delete_annotation.call(id_of(annotation_id, "id")), options)

    def enable_annotation_reply(
        self,
        embedding_provider_name: str,
        embedding_model_name: str,
        score_threshold: float,
        **options: Unpack[RequestOptions],
    ) -> AnnotationReplyJob:
        """Let the app answer with its annotations.

        POST /apps/annotation-reply/enable. Dify starts a job that embeds all annotations and answers before it is
        done. It does not check the model here: with an unknown one the job fails.

        Args:
            embedding_provider_name: The provider of the embedding model, as `models.list_embedding_models` names it.
            embedding_model_name: The embedding model.
            score_threshold: How well a question must match, 0 to 1; higher is stricter.

        Returns:
            The job, for `get_annotation_reply_status`.
        """
        call = initial_annotation_reply_settings.call(
            AnnotationReplyAction.ENABLE,
            embedding_provider_name=embedding_provider_name,
            embedding_model_name=embedding_model_name,
            score_threshold=score_threshold,
        )
        return self._send(call, options)

    def disable_annotation_reply(
        self,
        embedding_provider_name: str | None = None,
        embedding_model_name: str | None = None,
        score_threshold: float | None = None,
        **options: Unpack[RequestOptions],
    ) -> AnnotationReplyJob:
        """Let the app no longer answer with its annotations.

        POST /apps/annotation-reply/disable. Dify asks for the model and the threshold here too: those that are left
        out are read from the app (GET /parameters).

        Args:
            embedding_provider_name: As in `enable_annotation_reply`.
            embedding_model_name: As in `enable_annotation_reply`.
            score_threshold: As in `enable_annotation_reply`.

        Returns:
            The job, for `get_annotation_reply_status`.

        Raises:
            DifyError: Annotation reply is off, so that the app has no model and threshold of it to read.
        """
        check_keywords(options, RequestOptions, depth=0)
        if embedding_provider_name is None or embedding_model_name is None or score_threshold is None:
            setting = (self._client.send(get_chat_app_parameters.call(), None, reading(options))).annotation_reply
            model = setting.embedding_model
            if model is None or setting.score_threshold is None:
                raise DifyError("annotation reply is switched off: pass its model and threshold to switch it off again")
            embedding_provider_name = embedding_provider_name or model.embedding_provider_name
            embedding_model_name = embedding_model_name or model.embedding_model_name
            score_threshold = setting.score_threshold if score_threshold is None else score_threshold
        call = initial_annotation_reply_settings.call(
            AnnotationReplyAction.DISABLE,
            embedding_provider_name=embedding_provider_name,
            embedding_model_name=embedding_model_name,
            score_threshold=score_threshold,
        )
        return self._client.send(call, None, options)

    def get_annotation_reply_status(
        self, action: AnnotationReplyAction | str, job_id: Any, **options: Unpack[RequestOptions]
    ) -> AnnotationReplyJob:
        """See how far a job is that switches annotation reply on or off.

        GET /apps/annotation-reply/{action}/status/{job_id}

        Args:
            action: What the job does: `enable` or `disable`.
            job_id: The job, or its id.

        Returns:
            The job: `.job_status` is `waiting`, `processing`, `completed` or `error`, and `.error_msg` says why it
            failed.

        Raises:
            DifyNotFoundError: There is no such job.
        """
        call = get_initial_annotation_reply_settings_status.call(action, id_of(job_id, "job_id"))
        return self._send(call, options)
