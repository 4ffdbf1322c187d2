from __future__ import annotations

from ...types import Call, nothing, path_with


def call(dataset_id: str, document_id: str, segment_id: str) -> Call[None]:
    """Delete a segment.

    DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

    Its child chunks go with it.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
    """
    return Call(
        operation="deleteSegment",
        method="DELETE",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
        ),
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
