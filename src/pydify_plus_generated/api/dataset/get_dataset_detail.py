from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.dataset import Dataset


def call(dataset_id: str) -> Call[Dataset]:
    """Get a knowledge base.

    GET /datasets/{dataset_id}

    Settings and counts of one knowledge base. 403 when its API access is switched off.

    Args:
        dataset_id: The knowledge base
    """
    from ...models.dataset import Dataset

    return Call(
        operation="getDatasetDetail",
        method="GET",
        path=path_with("/datasets/{dataset_id}", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=Dataset.from_dict,
    )
