from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.segment_detail import SegmentDetail


def call(dataset_id: str, document_id: str, segment_id: str) -> Call[SegmentDetail]:
    """Get a segment.

    GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

    The segment with its child chunks, if the document has them.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
    """
    from ...models.segment_detail import SegmentDetail

    return Call(
        operation="getSegmentDetail",
        method="GET",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=SegmentDetail.from_dict,
    )
