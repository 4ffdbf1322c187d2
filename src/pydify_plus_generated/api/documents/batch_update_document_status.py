from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models.result import Result


def call(dataset_id: str, action: str, *, document_ids: Sequence[str]) -> Call[Result]:
    """Enable, disable, archive or restore documents.

    PATCH /datasets/{dataset_id}/documents/status/{action}

    Ids that Dify does not know are passed over: the answer is success all the same. A document that is still being
    indexed is refused with 400 `invalid_action`.

    Args:
        dataset_id: The knowledge base
        action: What to do with them
        document_ids: Ids of the documents
    """
    from ...models.result import Result

    return Call(
        operation="batchUpdateDocumentStatus",
        method="PATCH",
        path=path_with("/datasets/{dataset_id}/documents/status/{action}", dataset_id=dataset_id, action=action),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=Result.from_dict,
        json=json_body({"document_ids": document_ids}),
    )
