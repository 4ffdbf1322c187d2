from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.built_in_metadata_field_list import BuiltInMetadataFieldList


def call(dataset_id: str) -> Call[BuiltInMetadataFieldList]:
    """List the built-in metadata fields.

    GET /datasets/{dataset_id}/metadata/built-in

    The fields that Dify fills by itself, whether they are switched on or not.

    Args:
        dataset_id: The knowledge base
    """
    from ...models.built_in_metadata_field_list import BuiltInMetadataFieldList

    return Call(
        operation="getBuiltInMetadataFields",
        method="GET",
        path=path_with("/datasets/{dataset_id}/metadata/built-in", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=BuiltInMetadataFieldList.from_dict,
    )
