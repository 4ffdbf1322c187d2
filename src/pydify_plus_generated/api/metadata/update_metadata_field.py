from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.updated_metadata_field import UpdatedMetadataField


def call(dataset_id: str, metadata_id: str, *, name: str) -> Call[UpdatedMetadataField]:
    """Rename a metadata field.

    PATCH /datasets/{dataset_id}/metadata/{metadata_id}

    The type stays. An unknown field is 400 `invalid_param` with a validator's message; Dify 1.9 answers 200 with every
    field null.

    Args:
        dataset_id: The knowledge base
        metadata_id: The metadata field
        name: The name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
    """
    from ...models.updated_metadata_field import UpdatedMetadataField

    return Call(
        operation="updateMetadataField",
        method="PATCH",
        path=path_with("/datasets/{dataset_id}/metadata/{metadata_id}", dataset_id=dataset_id, metadata_id=metadata_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=UpdatedMetadataField.from_dict,
        json=json_body({"name": name}),
    )
