from __future__ import annotations

from ...types import Call, nothing, path_with


def call(dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str) -> Call[None]:
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
        operation="deleteChildChunk",
        method="DELETE",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
            child_chunk_id=child_chunk_id,
        ),
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
