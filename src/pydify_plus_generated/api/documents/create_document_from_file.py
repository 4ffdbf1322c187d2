from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, File, multipart_parts, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.create_document_from_file_data import CreateDocumentFromFileData
    from ...models.document_and_batch import DocumentAndBatch


def call(
    dataset_id: str, *, file: File, data: CreateDocumentFromFileData | Mapping[str, Any] | None = None
) -> Call[DocumentAndBatch]:
    """Create a document from a file.

    POST /datasets/{dataset_id}/document/create-by-file

    The file goes along in the request; a file uploaded before cannot be named by its id. A file that is too large or of
    a type that is not taken is answered with 400 `invalid_param` and an empty message.

    Args:
        dataset_id: The knowledge base
        file: The file, with a name; exactly one
        data: How to index it; sent as one form field that holds this object as a JSON string
    """
    from ...models.document_and_batch import DocumentAndBatch

    return Call(
        operation="createDocumentFromFile",
        method="POST",
        path=path_with("/datasets/{dataset_id}/document/create-by-file", dataset_id=dataset_id),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=DocumentAndBatch.from_dict,
        parts=multipart_parts({"file": file, "data": data}),
    )
