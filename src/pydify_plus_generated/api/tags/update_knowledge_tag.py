from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body

if TYPE_CHECKING:
    from ...models.knowledge_tag import KnowledgeTag


def call(*, tag_id: str, name: str) -> Call[KnowledgeTag]:
    """Rename a knowledge tag.

    PATCH /datasets/tags

    The tag's id goes into the body. Dify 1.9 has this route and always answers 404.

    Args:
        tag_id: The tag
        name: Its new name, 1 to 50 characters, unique in the workspace
    """
    from ...models.knowledge_tag import KnowledgeTag

    return Call(
        operation="updateKnowledgeTag",
        method="PATCH",
        path="/datasets/tags",
        key="dataset",
        repeatable=True,
        answer="json",
        parse=KnowledgeTag.from_dict,
        json=json_body({"tag_id": tag_id, "name": name}),
    )
