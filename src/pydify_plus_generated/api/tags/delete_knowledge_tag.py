from __future__ import annotations

from ...types import Call, json_body, nothing


def call(*, tag_id: str) -> Call[None]:
    """Delete a knowledge tag.

    DELETE /datasets/tags

    The knowledge bases that carried it stay. The tag's id goes into the body, although this is a DELETE. Dify 1.9 has
    this route and always answers 404.

    Args:
        tag_id: The tag
    """
    return Call(
        operation="deleteKnowledgeTag",
        method="DELETE",
        path="/datasets/tags",
        key="dataset",
        repeatable=True,
        answer="empty",
        parse=nothing,
        json=json_body({"tag_id": tag_id}),
    )
