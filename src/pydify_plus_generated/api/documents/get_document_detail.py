from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from ...models.document_detail import DocumentDetail
    from ...models.document_metadata_selection import DocumentMetadataSelection


def call(
    dataset_id: str, document_id: str, *, metadata: DocumentMetadataSelection | str | None = None
) -> Call[DocumentDetail]:
    """Get a document.

    GET /datasets/{dataset_id}/documents/{document_id}

    More than the list tells of it: process rules, times and segment counts. With `metadata` set to `only`, nothing but
    `id`, `doc_type` and `doc_metadata`.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        metadata: Which fields come; Dify's default is `all`
    """
    from ...models.document_detail import DocumentDetail

    return Call(
        operation="getDocumentDetail",
        method="GET",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}", dataset_id=dataset_id, document_id=document_id
        ),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DocumentDetail.from_dict,
        query=query_params({"metadata": metadata}),
    )
