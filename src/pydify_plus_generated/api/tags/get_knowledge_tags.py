from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, list_of

if TYPE_CHECKING:
    from ...models.knowledge_tag import KnowledgeTag


def call() -> Call[list[KnowledgeTag]]:
    """List the workspace's knowledge tags.

    GET /datasets/tags

    All tags at once, without pages. Dify 1.9 has this route and always answers 404.
    """
    from ...models.knowledge_tag import KnowledgeTag

    return Call(
        operation="getKnowledgeTags",
        method="GET",
        path="/datasets/tags",
        key="dataset",
        repeatable=True,
        answer="json",
        parse=list_of(KnowledgeTag.from_dict),
    )
