from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence


def call(*, target_id: str, tag_ids: Sequence[str] | None = None, tag_id: str | None = None) -> Call[None]:
    """Take tags off a knowledge base.

    POST /datasets/tags/unbinding

    Succeeds also for a tag that the knowledge base does not carry. One of `tag_ids` and `tag_id` has to be there. Dify
    1.9 has this route and always answers 404.

    Args:
        target_id: The knowledge base
        tag_ids: The tags, at least one
        tag_id: A single tag, in place of `tag_ids`
    """
    return Call(
        operation="unbindTagFromDataset",
        method="POST",
        path="/datasets/tags/unbinding",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
        json=json_body({"target_id": target_id, "tag_ids": tag_ids, "tag_id": tag_id}),
    )
