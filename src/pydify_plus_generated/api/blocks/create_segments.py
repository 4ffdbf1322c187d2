from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.created_segments import CreatedSegments
    from ...models.segment_input import SegmentInput


def call(
    dataset_id: str, document_id: str, *, segments: Sequence[SegmentInput | Mapping[str, Any]]
) -> Call[CreatedSegments]:
    """Add segments to a document.

    POST /datasets/{dataset_id}/documents/{document_id}/segments

    The document must be indexed and enabled, else 404. A body that is not well-formed is answered with 400 and a single
    field `error`.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        segments: The segments, at least one; a server limits how many it takes at once
    """
    from ...models.created_segments import CreatedSegments

    return Call(
        operation="createSegments",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/segments", dataset_id=dataset_id, document_id=document_id
        ),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=CreatedSegments.from_dict,
        json=json_body({"segments": segments}),
    )
