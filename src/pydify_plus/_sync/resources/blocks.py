# Derived from _async by scripts/unasync.py; edit there.
"""Segments of documents, and their child chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.documents import document_id_of
from pydify_plus._core.ids import id_of, ids_of
from pydify_plus._core.options import RequestOptions, check_keywords
from pydify_plus._core.paging import Numbered
from pydify_plus_generated.api.blocks import (
    create_child_chunk,
    create_segments,
    delete_child_chunk,
    delete_segment,
    get_child_chunks,
    get_segment_detail,
    list_segments,
    update_child_chunk,
    update_segment,
)
from pydify_plus_generated.models import ChildChunk, Segment
from pydify_plus_generated.types import json_body

from ..resource import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydify_plus_generated.models import SegmentInput, SegmentStatus

    from ..pager import Page


class Blocks(Resource):
    """The segments of documents, which retrieval finds, and the child chunks of hierarchical ones. All methods need the
    knowledge key; objects may be given in place of ids."""

    def list_segments(
        self,
        dataset_id: Any,
        document_id: Any,
        *,
        page: int | None = None,
        limit: int | None = None,
        status: Sequence[SegmentStatus | str] | str | None = None,
        keyword: str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[Segment]:
        """List the segments of a document.

        GET /datasets/{dataset_id}/documents/{document_id}/segments

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            page: The page to begin with, counted from 1.
            limit: Segments per page, 20 when left out; Dify gives 100 at the most.
            status: Only segments in this state or these: `waiting`, `indexing`, `completed`, `error` and the like.
            keyword: Only segments that contain this text.
            max_items: The most segments that iterating gives.

        Returns:
            The segments: a page when awaited, all of them when iterated.

        Raises:
            DifyNotFoundError: There is no such document.
            DifyServerError: Dify does not know the status.
        """
        call = list_segments.call(
            id_of(dataset_id, "id"),
            document_id_of(document_id),
            page=page,
            limit=limit,
            status=[status] if isinstance(status, str) else status,
            keyword=keyword,
        )
        return self._list(call, options, Numbered(), Segment, max_items)

    def add_segment(
        self,
        dataset_id: Any,
        document_id: Any,
        content: str,
        *,
        answer: str | None = None,
        keywords: Sequence[str] | None = None,
        attachment_ids: Any = None,
        **options: Unpack[RequestOptions],
    ) -> Segment:
        """Add a segment to a document.

        POST /datasets/{dataset_id}/documents/{document_id}/segments. `add_segments` adds several in one request.

        Args:
            dataset_id: The knowledge base.
            document_id: The document; it must be indexed and enabled.
            content: The text, not empty; the question in a document of questions and answers.
            answer: The answer, which a document of questions and answers needs.
            keywords: Its keywords; left out, an `economy` knowledge base finds some itself.
            attachment_ids: Uploaded files to attach, or their ids.

        Returns:
            The segment.

        Raises:
            DifyNotFoundError: There is no such document, or it is not indexed and enabled.
            DifyValidationError: The text is empty, or an answer is missing.

        Example:
            >>> segment = client.blocks.add_segment(dataset, document, "Grapes grow on vines.")
        """
        check_keywords(options, RequestOptions, depth=0)
        segment = json_body(
            {
                "content": content,
                "answer": answer,
                "keywords": keywords,
                "attachment_ids": None if attachment_ids is None else ids_of(attachment_ids, "id"),
            }
        )
        (added,) = self.add_segments(dataset_id, document_id, [segment], **options)
        return added

    def add_segments(
        self,
        dataset_id: Any,
        document_id: Any,
        segments: Sequence[SegmentInput | Mapping[str, Any] | str],
        **options: Unpack[RequestOptions],
    ) -> list[Segment]:
        """Add segments to a document.

        POST /datasets/{dataset_id}/documents/{document_id}/segments

        Args:
            dataset_id: The knowledge base.
            document_id: The document; it must be indexed and enabled.
            segments: One or more, each with `content` and perhaps `answer`, `keywords` and `attachment_ids`; or just
                its text. A server limits how many it takes at once.

        Returns:
            The segments, in the order given.

        Raises:
            DifyNotFoundError: There is no such document, or it is not indexed and enabled.
            DifyValidationError: There is none, or one is not as it must be.
        """
        if isinstance(segments, str):
            raise TypeError("segments must be a list; add_segment adds a single one")
        wanted = [{"content": segment} if isinstance(segment, str) else segment for segment in segments]
        call = create_segments.call(id_of(dataset_id, "id"), document_id_of(document_id), segments=wanted)
        return (self._send(call, options)).data

    def get_segment(
        self, dataset_id: Any, document_id: Any, segment_id: Any, **options: Unpack[RequestOptions]
    ) -> Segment:
        """Get a segment, with its child chunks if it has some.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.

        Raises:
            DifyNotFoundError: There is no such segment.
        """
        call = get_segment_detail.call(id_of(dataset_id, "id"), document_id_of(document_id), id_of(segment_id, "id"))
        return (self._send(call, options)).data

    def update_segment(
        self,
        dataset_id: Any,
        document_id: Any,
        segment_id: Any,
        content: str | None = None,
        *,
        answer: str | None = None,
        keywords: Sequence[str] | None = None,
        enabled: bool | None = None,
        regenerate_child_chunks: bool | None = None,
        attachment_ids: Any = None,
        summary: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> Segment:
        """Change a segment. What is left out stays as it is.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.
            content: The new text.
            answer: The new answer, in a document of questions and answers.
            keywords: The new keywords, in place of all old ones.
            enabled: Whether retrieval looks at it. A disabled segment takes no other change until it is enabled again.
            regenerate_child_chunks: Make the child chunks anew from the text, in a hierarchical document.
            attachment_ids: Uploaded files to attach, or their ids.
            summary: The new summary, for a summary index.

        Returns:
            The segment as it is now.

        Raises:
            ValueError: Nothing to change.
            DifyConflictError: The segment is disabled or being indexed.
            DifyNotFoundError: There is no such segment.
        """
        segment = json_body(
            {
                "content": content,
                "answer": answer,
                "keywords": keywords,
                "enabled": enabled,
                "regenerate_child_chunks": regenerate_child_chunks,
                "attachment_ids": None if attachment_ids is None else ids_of(attachment_ids, "id"),
                "summary": summary,
            }
        )
        if not segment:
            raise ValueError("nothing to change: pass content=, keywords=, enabled= or another of the keywords")
        call = update_segment.call(
            id_of(dataset_id, "id"), document_id_of(document_id), id_of(segment_id, "id"), segment=segment
        )
        return (self._send(call, options)).data

    def delete_segment(
        self, dataset_id: Any, document_id: Any, segment_id: Any, **options: Unpack[RequestOptions]
    ) -> None:
        """Delete a segment and its child chunks, for good.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.

        Raises:
            DifyNotFoundError: There is no such segment.
        """
        call = delete_segment.call(id_of(dataset_id, "id"), document_id_of(document_id), id_of(segment_id, "id"))
        self._send(call, options)

    def list_segment_children(
        self,
        dataset_id: Any,
        document_id: Any,
        segment_id: Any,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[ChildChunk]:
        """List the child chunks of a segment.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.
            page: The page to begin with, counted from 1.
            limit: Child chunks per page, 20 when left out; Dify gives 100 at the most.
            keyword: Only child chunks that contain this text.
            max_items: The most child chunks that iterating gives.

        Returns:
            The child chunks: a page when awaited, all of them when iterated.

        Raises:
            DifyNotFoundError: There is no such segment.
        """
        call = get_child_chunks.call(
            id_of(dataset_id, "id"),
            document_id_of(document_id),
            id_of(segment_id, "id"),
            page=page,
            limit=limit,
            keyword=keyword,
        )
        return self._list(call, options, Numbered(), ChildChunk, max_items)

    def create_segment_child(
        self, dataset_id: Any, document_id: Any, segment_id: Any, content: str, **options: Unpack[RequestOptions]
    ) -> ChildChunk:
        """Add a child chunk to a segment.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Args:
            dataset_id: The knowledge base.
            document_id: The document, of the form `hierarchical_model`; in others Dify makes no use of child chunks.
            segment_id: The segment.
            content: The text.

        Returns:
            The child chunk; its `type` is `customized`.

        Raises:
            DifyNotFoundError: There is no such segment.
        """
        call = create_child_chunk.call(
            id_of(dataset_id, "id"), document_id_of(document_id), id_of(segment_id, "id"), content=content
        )
        return (self._send(call, options)).data

    def delete_segment_child(
        self, dataset_id: Any, document_id: Any, segment_id: Any, child_id: Any, **options: Unpack[RequestOptions]
    ) -> None:
        """Delete a child chunk, for good. The segment stays as it is.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.
            child_id: The child chunk.

        Raises:
            DifyNotFoundError: There is no such child chunk.
        """
        call = delete_child_chunk.call(
            id_of(dataset_id, "id"), document_id_of(document_id), id_of(segment_id, "id"), id_of(child_id, "id")
        )
        self._send(call, options)

    def update_segment_child(
        self,
        dataset_id: Any,
        document_id: Any,
        segment_id: Any,
        child_id: Any,
        content: str,
        **options: Unpack[RequestOptions],
    ) -> ChildChunk:
        """Replace the text of a child chunk.

        PATCH /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            segment_id: The segment.
            child_id: The child chunk.
            content: The new text.

        Returns:
            The child chunk as it is now; its `type` is `customized`.

        Raises:
            DifyNotFoundError: There is no such child chunk.
        """
        call = update_child_chunk.call(
            id_of(dataset_id, "id"),
            document_id_of(document_id),
            id_of(segment_id, "id"),
            id_of(child_id, "id"),
            content=content,
        )
        return (self._send(call, options)).data
