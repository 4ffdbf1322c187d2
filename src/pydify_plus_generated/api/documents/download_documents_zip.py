from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, as_is, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Sequence


def call(dataset_id: str, *, document_ids: Sequence[str]) -> Call[bytes]:
    """Download documents as one ZIP.

    POST /datasets/{dataset_id}/documents/download-zip

    One that has no file of its own, or is unknown, fails the whole request. Absent on older servers (1.9.2).

    Args:
        dataset_id: The knowledge base
        document_ids: Ids of the documents, 1 to 100
    """
    return Call(
        operation="downloadDocumentsZip",
        method="POST",
        path=path_with("/datasets/{dataset_id}/documents/download-zip", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="bytes",
        parse=as_is,
        json=json_body({"document_ids": document_ids}),
    )
