from __future__ import annotations

from ...types import (
    Call,
    nothing,
    path_segment,
)


def call(
    dataset_id: str,
    document_id: str,
    segment_id: str,
) -> Call[None]:
    """Delete a segment.

    DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}

    Its child chunks go with it.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
    """
    return Call(
        operation="delete_segment",
        method="DELETE",
        path=f"/datasets/{path_segment('dataset_id', dataset_id)}/documents/{path_segment('document_id', document_id)}/segments/{path_segment('segment_id', segment_id)}",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
