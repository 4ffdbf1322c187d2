from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body

if TYPE_CHECKING:
    from ...models.knowledge_tag import KnowledgeTag


def call(*, name: str) -> Call[KnowledgeTag]:
    """Create a knowledge tag.

    POST /datasets/tags

    A name that is taken is 400 `invalid_param`. Dify 1.9 has this route and always answers 404.

    Args:
        name: Its name, 1 to 50 characters, unique in the workspace
    """
    from ...models.knowledge_tag import KnowledgeTag

    return Call(
        operation="createKnowledgeTag",
        method="POST",
        path="/datasets/tags",
        key="dataset",
        repeatable=False,
        answer="json",
        parse=KnowledgeTag.from_dict,
        json=json_body({"name": name}),
    )
