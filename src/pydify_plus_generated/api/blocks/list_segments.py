from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models.segment_list import SegmentList
    from ...models.segment_status import SegmentStatus


def call(
    dataset_id: str,
    document_id: str,
    *,
    page: int | None = None,
    limit: int | None = None,
    status: Sequence[SegmentStatus | str] | None = None,
    keyword: str | None = None,
) -> Call[SegmentList]:
    """List the segments of a document.

    GET /datasets/{dataset_id}/documents/{document_id}/segments

    Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page was
    full.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        page: Page, counted from 1; Dify's default is 1
        limit: Segments per page, 1 or more; Dify's default is 20, at most 100 come
        status: Only segments in one of these states; an unknown one is answered with 500
        keyword: Only segments that contain this text
    """
    from ...models.segment_list import SegmentList

    return Call(
        operation="listSegments",
        method="GET",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments", dataset_id=dataset_id, document_id=document_id
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=SegmentList.from_dict,
        query=query_params({"page": page, "limit": limit, "status": status, "keyword": keyword}),
    )
