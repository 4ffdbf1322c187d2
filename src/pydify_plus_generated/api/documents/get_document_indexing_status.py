from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.document_indexing_status_list import DocumentIndexingStatusList


def call(dataset_id: str, batch: str) -> Call[DocumentIndexingStatusList]:
    """Get how far the indexing of a batch is.

    GET /datasets/{dataset_id}/documents/{batch}/indexing-status

    One entry for each document of the batch. Done when every `indexing_status` is `completed` or `error`; `paused`
    waits for somebody.

    Args:
        dataset_id: The knowledge base
        batch: The `batch` from the answer that created or updated the documents
    """
    from ...models.document_indexing_status_list import DocumentIndexingStatusList

    return Call(
        operation="getDocumentIndexingStatus",
        method="GET",
        path=path_with("/datasets/{dataset_id}/documents/{batch}/indexing-status", dataset_id=dataset_id, batch=batch),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DocumentIndexingStatusList.from_dict,
    )
