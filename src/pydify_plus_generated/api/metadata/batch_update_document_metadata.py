from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.document_metadata_operation import DocumentMetadataOperation
    from ...models.result import Result


def call(dataset_id: str, *, operation_data: Sequence[DocumentMetadataOperation | Mapping[str, Any]]) -> Call[Result]:
    """Set metadata of documents.

    POST /datasets/{dataset_id}/documents/metadata

    Sets the values of several documents in one request. A document that is not there is 400 `invalid_param` (Dify 1.9:
    200), and so is one whose metadata another request is changing.

    Args:
        dataset_id: The knowledge base
        operation_data: One entry for each document
    """
    from ...models.result import Result

    return Call(
        operation="batchUpdateDocumentMetadata",
        method="POST",
        path=path_with("/datasets/{dataset_id}/documents/metadata", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=Result.from_dict,
        json=json_body({"operation_data": operation_data}),
    )
