from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.metadata_field import MetadataField
    from ...models.metadata_field_type import MetadataFieldType


def call(dataset_id: str, *, type: MetadataFieldType | str, name: str) -> Call[MetadataField]:
    """Add a metadata field to a knowledge base.

    POST /datasets/{dataset_id}/metadata

    400 `invalid_param` when the name is taken, also by a built-in field, or is longer than 255 characters.

    Args:
        dataset_id: The knowledge base
        type: What its values are; cannot be changed later
        name: Its name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
    """
    from ...models.metadata_field import MetadataField

    return Call(
        operation="createMetadataField",
        method="POST",
        path=path_with("/datasets/{dataset_id}/metadata", dataset_id=dataset_id),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=MetadataField.from_dict,
        json=json_body({"type": type, "name": name}),
    )
