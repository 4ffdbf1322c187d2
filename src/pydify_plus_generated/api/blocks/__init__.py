from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.child_chunk_detail import ChildChunkDetail
    from ...models.child_chunk_list import ChildChunkList
    from ...models.created_segments import CreatedSegments
    from ...models.segment_detail import SegmentDetail
    from ...models.segment_input import SegmentInput
    from ...models.segment_list import SegmentList
    from ...models.segment_status import SegmentStatus
    from ...models.segment_update import SegmentUpdate
    from ...types import AsyncSender, Sender


class BlocksApi:
    """The operations of the area `blocks` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list_segments(
        self,
        dataset_id: str,
        document_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        status: Sequence[SegmentStatus | str] | None = None,
        keyword: str | None = None,
    ) -> SegmentList:
        """List the segments of a document.

        GET /datasets/{dataset_id}/documents/{document_id}/segments

        Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page
        was full.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            page: Page, counted from 1; Dify's default is 1
            limit: Segments per page, 1 or more; Dify's default is 20, at most 100 come
            status: Only segments in one of these states; an unknown one is answered with 500
            keyword: Only segments that contain this text
        """
        from .list_segments import call

        return self._sender.send(call(dataset_id, document_id, page=page, limit=limit, status=status, keyword=keyword))

    def create_segments(
        self, dataset_id: str, document_id: str, *, segments: Sequence[SegmentInput | Mapping[str, Any]]
    ) -> CreatedSegments:
        """Add segments to a document.

        POST /datasets/{dataset_id}/documents/{document_id}/segments

        The document must be indexed and enabled, else 404. A body that is not well-formed is answered with 400 and a
        single field `error`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segments: The segments, at least one; a server limits how many it takes at once
        """
        from .create_segments import call

        return self._sender.send(call(dataset_id, document_id, segments=segments))

    def get_segment_detail(self, dataset_id: str, document_id: str, segment_id: str) -> SegmentDetail:
        """Get a segment.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        The segment with its child chunks, if the document has them.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
        """
        from .get_segment_detail import call

        return self._sender.send(call(dataset_id, document_id, segment_id))

    def update_segment(
        self, dataset_id: str, document_id: str, segment_id: str, *, segment: SegmentUpdate | Mapping[str, Any]
    ) -> SegmentDetail:
        """Change a segment.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        What is left out stays as it is. A disabled segment can only be enabled again; other changes to it are refused
        with 400.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            segment: What to change
        """
        from .update_segment import call

        return self._sender.send(call(dataset_id, document_id, segment_id, segment=segment))

    def delete_segment(self, dataset_id: str, document_id: str, segment_id: str) -> None:
        """Delete a segment.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        Its child chunks go with it.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
        """
        from .delete_segment import call

        return self._sender.send(call(dataset_id, document_id, segment_id))

    def get_child_chunks(
        self,
        dataset_id: str,
        document_id: str,
        segment_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
    ) -> ChildChunkList:
        """List the child chunks of a segment.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Pages of at most 100; a larger `limit` comes back as 100. Go on while `page` is below `total_pages`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            page: Page, counted from 1; Dify's default is 1
            limit: Child chunks per page; Dify's default is 20, its largest 100
            keyword: Only child chunks that contain this text
        """
        from .get_child_chunks import call

        return self._sender.send(call(dataset_id, document_id, segment_id, page=page, limit=limit, keyword=keyword))

    def create_child_chunk(
        self, dataset_id: str, document_id: str, segment_id: str, *, content: str
    ) -> ChildChunkDetail:
        """Add a child chunk to a segment.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Meant for documents of the form `hierarchical_model`; others take it too, where retrieval makes no use of it.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            content: Its text
        """
        from .create_child_chunk import call

        return self._sender.send(call(dataset_id, document_id, segment_id, content=content))

    def delete_child_chunk(self, dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str) -> None:
        """Delete a child chunk.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        The segment itself stays as it is.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            child_chunk_id: The child chunk
        """
        from .delete_child_chunk import call

        return self._sender.send(call(dataset_id, document_id, segment_id, child_chunk_id))

    def update_child_chunk(
        self, dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str, *, content: str
    ) -> ChildChunkDetail:
        """Replace the text of a child chunk.

        PATCH /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        Its `type` is `customized` from then on.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            child_chunk_id: The child chunk
            content: The new text
        """
        from .update_child_chunk import call

        return self._sender.send(call(dataset_id, document_id, segment_id, child_chunk_id, content=content))


class AsyncBlocksApi:
    """The operations of the area `blocks` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list_segments(
        self,
        dataset_id: str,
        document_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        status: Sequence[SegmentStatus | str] | None = None,
        keyword: str | None = None,
    ) -> SegmentList:
        """List the segments of a document.

        GET /datasets/{dataset_id}/documents/{document_id}/segments

        Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page
        was full.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            page: Page, counted from 1; Dify's default is 1
            limit: Segments per page, 1 or more; Dify's default is 20, at most 100 come
            status: Only segments in one of these states; an unknown one is answered with 500
            keyword: Only segments that contain this text
        """
        from .list_segments import call

        return await self._sender.send(
            call(dataset_id, document_id, page=page, limit=limit, status=status, keyword=keyword)
        )

    async def create_segments(
        self, dataset_id: str, document_id: str, *, segments: Sequence[SegmentInput | Mapping[str, Any]]
    ) -> CreatedSegments:
        """Add segments to a document.

        POST /datasets/{dataset_id}/documents/{document_id}/segments

        The document must be indexed and enabled, else 404. A body that is not well-formed is answered with 400 and a
        single field `error`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segments: The segments, at least one; a server limits how many it takes at once
        """
        from .create_segments import call

        return await self._sender.send(call(dataset_id, document_id, segments=segments))

    async def get_segment_detail(self, dataset_id: str, document_id: str, segment_id: str) -> SegmentDetail:
        """Get a segment.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        The segment with its child chunks, if the document has them.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
        """
        from .get_segment_detail import call

        return await self._sender.send(call(dataset_id, document_id, segment_id))

    async def update_segment(
        self, dataset_id: str, document_id: str, segment_id: str, *, segment: SegmentUpdate | Mapping[str, Any]
    ) -> SegmentDetail:
        """Change a segment.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        What is left out stays as it is. A disabled segment can only be enabled again; other changes to it are refused
        with 400.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            segment: What to change
        """
        from .update_segment import call

        return await self._sender.send(call(dataset_id, document_id, segment_id, segment=segment))

    async def delete_segment(self, dataset_id: str, document_id: str, segment_id: str) -> None:
        """Delete a segment.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

        Its child chunks go with it.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
        """
        from .delete_segment import call

        return await self._sender.send(call(dataset_id, document_id, segment_id))

    async def get_child_chunks(
        self,
        dataset_id: str,
        document_id: str,
        segment_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
    ) -> ChildChunkList:
        """List the child chunks of a segment.

        GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Pages of at most 100; a larger `limit` comes back as 100. Go on while `page` is below `total_pages`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            page: Page, counted from 1; Dify's default is 1
            limit: Child chunks per page; Dify's default is 20, its largest 100
            keyword: Only child chunks that contain this text
        """
        from .get_child_chunks import call

        return await self._sender.send(
            call(dataset_id, document_id, segment_id, page=page, limit=limit, keyword=keyword)
        )

    async def create_child_chunk(
        self, dataset_id: str, document_id: str, segment_id: str, *, content: str
    ) -> ChildChunkDetail:
        """Add a child chunk to a segment.

        POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

        Meant for documents of the form `hierarchical_model`; others take it too, where retrieval makes no use of it.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            content: Its text
        """
        from .create_child_chunk import call

        return await self._sender.send(call(dataset_id, document_id, segment_id, content=content))

    async def delete_child_chunk(self, dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str) -> None:
        """Delete a child chunk.

        DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        The segment itself stays as it is.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            child_chunk_id: The child chunk
        """
        from .delete_child_chunk import call

        return await self._sender.send(call(dataset_id, document_id, segment_id, child_chunk_id))

    async def update_child_chunk(
        self, dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str, *, content: str
    ) -> ChildChunkDetail:
        """Replace the text of a child chunk.

        PATCH /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

        Its `type` is `customized` from then on.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            segment_id: The segment
            child_chunk_id: The child chunk
            content: The new text
        """
        from .update_child_chunk import call

        return await self._sender.send(call(dataset_id, document_id, segment_id, child_chunk_id, content=content))
