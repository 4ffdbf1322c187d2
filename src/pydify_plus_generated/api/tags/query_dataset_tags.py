from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.dataset_tag_list import DatasetTagList


def call(dataset_id: str) -> Call[DatasetTagList]:
    """List the tags of a knowledge base.

    GET /datasets/{dataset_id}/tags

    All tags that the knowledge base carries, without pages.

    Args:
        dataset_id: The knowledge base
    """
    from ...models.dataset_tag_list import DatasetTagList

    return Call(
        operation="queryDatasetTags",
        method="GET",
        path=path_with("/datasets/{dataset_id}/tags", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DatasetTagList.from_dict,
    )
