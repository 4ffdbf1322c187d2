from __future__ import annotations

from ...types import (
    Call,
    nothing,
    path_segment,
)


def call(
    dataset_id: str,
    document_id: str,
) -> Call[None]:
    """Delete a document.

    DELETE /datasets/{dataset_id}/documents/{document_id}

    Its segments go with it. An archived document is refused with 403 `archived_document_immutable`: take it out of the
    archive first.

    Args:
        dataset_id: The knowledge base
        document_id: The document
    """
    return Call(
        operation="delete_document",
        method="DELETE",
        path=f"/datasets/{path_segment('dataset_id', dataset_id)}/documents/{path_segment('document_id', document_id)}",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
