from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Call,
    json_body,
    path_segment,
)

if TYPE_CHECKING:
    from ...models.metadata_field import MetadataField
    from ...models.metadata_field_type import MetadataFieldType


def call(
    dataset_id: str,
    *,
    type: MetadataFieldType | str,
    name: str,
) -> Call[MetadataField]:
    """Add a metadata field to a knowledge base.

    POST /datasets/{dataset_id}/metadata

    400 `invalid_param` when the name is taken, also by a built-in field, or is longer than 255 characters.

    Args:
        dataset_id: The knowledge base
        type: What the values of a metadata field are; a `time` is unix seconds
        name: Its name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
    """
    from ...models.metadata_field import MetadataField

    return Call(
        operation="create_metadata_field",
        method="POST",
        path=f"/datasets/{path_segment('dataset_id', dataset_id)}/metadata",
        key="dataset",
        repeatable=False,
        answer="json",
        parse=MetadataField.from_dict,
        json=json_body(
            {
                "type": type,
                "name": name,
            },
        ),
    )
