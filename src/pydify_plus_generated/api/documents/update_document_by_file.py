from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, File, multipart_parts, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.document_and_batch import DocumentAndBatch
    from ...models.update_document_data import UpdateDocumentData


def call(
    dataset_id: str,
    document_id: str,
    *,
    file: File | None = None,
    data: UpdateDocumentData | Mapping[str, Any] | None = None,
) -> Call[DocumentAndBatch]:
    """Replace the file of a document, as older servers want it.

    POST /datasets/{dataset_id}/documents/{document_id}/update-by-file

    The same as PATCH on the document, which newer servers prefer; servers like 1.9.2 have only this one.

    Args:
        dataset_id: The knowledge base
        document_id: The document
        file: The new file, with a name
        data: How to index it; sent as one form field that holds this object as a JSON string
    """
    from ...models.document_and_batch import DocumentAndBatch

    return Call(
        operation="updateDocumentByFile",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/update-by-file",
            dataset_id=dataset_id,
            document_id=document_id,
        ),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=DocumentAndBatch.from_dict,
        parts=multipart_parts({"file": file, "data": data}),
    )
