from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.child_chunk_detail import ChildChunkDetail


def call(
    dataset_id: str, document_id: str, segment_id: str, child_chunk_id: str, *, content: str
) -> Call[ChildChunkDetail]:
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
    from ...models.child_chunk_detail import ChildChunkDetail

    return Call(
        operation="updateChildChunk",
        method="PATCH",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
            child_chunk_id=child_chunk_id,
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=ChildChunkDetail.from_dict,
        json=json_body({"content": content}),
    )
