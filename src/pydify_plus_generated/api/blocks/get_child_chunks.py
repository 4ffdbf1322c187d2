from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from ...models.child_chunk_list import ChildChunkList


def call(
    dataset_id: str,
    document_id: str,
    segment_id: str,
    *,
    page: int | None = None,
    limit: int | None = None,
    keyword: str | None = None,
) -> Call[ChildChunkList]:
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
    from ...models.child_chunk_list import ChildChunkList

    return Call(
        operation="getChildChunks",
        method="GET",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=ChildChunkList.from_dict,
        query=query_params({"page": page, "limit": limit, "keyword": keyword}),
    )
