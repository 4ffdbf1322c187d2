from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence


def call(*, tag_ids: Sequence[str], target_id: str) -> Call[None]:
    """Put tags on a knowledge base.

    POST /datasets/tags/binding

    Tags that it already has stay. An unknown tag id is accepted and does nothing. Dify 1.9 has this route and always
    answers 404.

    Args:
        tag_ids: The tags, at least one
        target_id: The knowledge base
    """
    return Call(
        operation="bindTagsToDataset",
        method="POST",
        path="/datasets/tags/binding",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
        json=json_body({"tag_ids": tag_ids, "target_id": target_id}),
    )
