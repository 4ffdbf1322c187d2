from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.metadata_field_list import MetadataFieldList


def call(dataset_id: str) -> Call[MetadataFieldList]:
    """List the metadata fields of a knowledge base.

    GET /datasets/{dataset_id}/metadata

    Its own fields with the number of documents that use each, and whether the built-in fields are switched on.

    Args:
        dataset_id: The knowledge base
    """
    from ...models.metadata_field_list import MetadataFieldList

    return Call(
        operation="listMetadataFields",
        method="GET",
        path=path_with("/datasets/{dataset_id}/metadata", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=MetadataFieldList.from_dict,
    )
