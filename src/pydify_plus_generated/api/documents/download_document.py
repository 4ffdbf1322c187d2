from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.document_download import DocumentDownload


def call(dataset_id: str, document_id: str) -> Call[DocumentDownload]:
    """Get a link to a document's file.

    GET /datasets/{dataset_id}/documents/{document_id}/download

    The link is signed and works without a key. Only documents that came from a file or text have one. Absent on older
    servers (1.9.2).

    Args:
        dataset_id: The knowledge base
        document_id: The document
    """
    from ...models.document_download import DocumentDownload

    return Call(
        operation="downloadDocument",
        method="GET",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/download", dataset_id=dataset_id, document_id=document_id
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DocumentDownload.from_dict,
    )
