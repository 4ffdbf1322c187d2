from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Call,
    path_segment,
)

if TYPE_CHECKING:
    from ...models.dataset_tag_list import DatasetTagList


def call(
    dataset_id: str,
) -> Call[DatasetTagList]:
    """List the tags of a knowledge base.

    GET /datasets/{dataset_id}/tags

    All tags that the knowledge base carries, without pages.

    Args:
        dataset_id: The knowledge base
    """
    from ...models.dataset_tag_list import DatasetTagList

    return Call(
        operation="query_dataset_tags",
        method="GET",
        path=f"/datasets/{path_segment('dataset_id', dataset_id)}/tags",
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DatasetTagList.from_dict,
    )
