from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.result import Result


def call(dataset_id: str, action: str) -> Call[Result]:
    """Switch the built-in metadata fields on or off.

    POST /datasets/{dataset_id}/metadata/built-in/{action}

    Concerns all built-in fields of the knowledge base. Dify answers success also to an action that it does not know.

    Args:
        dataset_id: The knowledge base
        action: What to do
    """
    from ...models.result import Result

    return Call(
        operation="toggleBuiltInMetadataField",
        method="POST",
        path=path_with("/datasets/{dataset_id}/metadata/built-in/{action}", dataset_id=dataset_id, action=action),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=Result.from_dict,
    )
