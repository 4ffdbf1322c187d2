from __future__ import annotations

from ...types import Call, nothing, path_with


def call(dataset_id: str, metadata_id: str) -> Call[None]:
    """Delete a metadata field.

    DELETE /datasets/{dataset_id}/metadata/{metadata_id}

    Documents lose their values for it, and it cannot be undone. Succeeds for an unknown field too.

    Args:
        dataset_id: The knowledge base
        metadata_id: The metadata field
    """
    return Call(
        operation="deleteMetadataField",
        method="DELETE",
        path=path_with("/datasets/{dataset_id}/metadata/{metadata_id}", dataset_id=dataset_id, metadata_id=metadata_id),
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
