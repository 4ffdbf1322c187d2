from __future__ import annotations

from ...types import Call, nothing, path_with


def call(dataset_id: str, document_id: str) -> Call[None]:
    """Delete a document.

    DELETE /datasets/{dataset_id}/documents/{document_id}

    Its segments go with it. An archived document is refused with 403 `archived_document_immutable`: take it out of the
    archive first.

    Args:
        dataset_id: The knowledge base
        document_id: The document
    """
    return Call(
        operation="deleteDocument",
        method="DELETE",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}", dataset_id=dataset_id, document_id=document_id
        ),
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
