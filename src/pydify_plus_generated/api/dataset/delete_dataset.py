from __future__ import annotations

from ...types import Call, nothing, path_with


def call(dataset_id: str) -> Call[None]:
    """Delete a knowledge base with all its documents.

    DELETE /datasets/{dataset_id}

    Cannot be undone. Dify does not look whether an app uses the knowledge base: it is deleted all the same, although a
    409 `dataset_in_use` is documented.

    Args:
        dataset_id: The knowledge base
    """
    return Call(
        operation="deleteDataset",
        method="DELETE",
        path=path_with("/datasets/{dataset_id}", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
