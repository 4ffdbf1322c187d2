from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.segment_detail import SegmentDetail
    from ...models.segment_update import SegmentUpdate


def call(
    dataset_id: str, document_id: str, segment_id: str, *, segment: SegmentUpdate | Mapping[str, Any]
) -> Call[SegmentDetail]:
    """Change a segment.

    POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

    What is left out stays as it is. A disabled segment can only be enabled again; other changes to it are refused with
    400.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
        segment: What to change
    """
    from ...models.segment_detail import SegmentDetail

    return Call(
        operation="updateSegment",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
        ),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=SegmentDetail.from_dict,
        json=json_body({"segment": segment}),
    )
