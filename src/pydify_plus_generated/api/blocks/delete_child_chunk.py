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
    child_chunk_id: str,
) -> Call[None]:
    """Delete a child chunk.

    DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}

    The segment itself stays as it is.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
        child_chunk_id: The child chunk
    """
    return Call(
        operation="delete_child_chunk",
        method="DELETE",
        path=f"/datasets/{path_segment('dataset_id', dataset_id)}/documents/{path_segment('document_id', document_id)}/segments/{path_segment('segment_id', segment_id)}/child_chunks/{path_segment('child_chunk_id', child_chunk_id)}",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
