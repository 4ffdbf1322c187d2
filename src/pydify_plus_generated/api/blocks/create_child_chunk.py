from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.child_chunk_detail import ChildChunkDetail


def call(dataset_id: str, document_id: str, segment_id: str, *, content: str) -> Call[ChildChunkDetail]:
    """Add a child chunk to a segment.

    POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks

    Meant for documents of the form `hierarchical_model`; others take it too, where retrieval makes no use of it.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segment_id: The segment
        content: Its text
    """
    from ...models.child_chunk_detail import ChildChunkDetail

    return Call(
        operation="createChildChunk",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks",
            dataset_id=dataset_id,
            document_id=document_id,
            segment_id=segment_id,
        ),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=ChildChunkDetail.from_dict,
        json=json_body({"content": content}),
    )
