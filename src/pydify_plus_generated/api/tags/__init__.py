from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models.dataset_tag_list import DatasetTagList
    from ...models.knowledge_tag import KnowledgeTag
    from ...types import AsyncSender, Sender


class TagsApi:
    """The operations of the area `tags` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_knowledge_tags(self) -> list[KnowledgeTag]:
        """List the workspace's knowledge tags.

        GET /datasets/tags

        All tags at once, without pages. Dify 1.9 has this route and always answers 404.
        """
        from .get_knowledge_tags import call

        return self._sender.send(call())

    def create_knowledge_tag(self, *, name: str) -> KnowledgeTag:
        """Create a knowledge tag.

        POST /datasets/tags

        A name that is taken is 400 `invalid_param`. Dify 1.9 has this route and always answers 404.

        Args:
            name: Its name, 1 to 50 characters, unique in the workspace
        """
        from .create_knowledge_tag import call

        return self._sender.send(call(name=name))

    def delete_knowledge_tag(self, *, tag_id: str) -> None:
        """Delete a knowledge tag.

        DELETE /datasets/tags

        The knowledge bases that carried it stay. The tag's id goes into the body, although this is a DELETE. Dify 1.9
        has this route and always answers 404.

        Args:
            tag_id: The tag
        """
        from .delete_knowledge_tag import call

        return self._sender.send(call(tag_id=tag_id))

    def update_knowledge_tag(self, *, tag_id: str, name: str) -> KnowledgeTag:
        """Rename a knowledge tag.

        PATCH /datasets/tags

        The tag's id goes into the body. Dify 1.9 has this route and always answers 404.

        Args:
            tag_id: The tag
            name: Its new name, 1 to 50 characters, unique in the workspace
        """
        from .update_knowledge_tag import call

        return self._sender.send(call(tag_id=tag_id, name=name))

    def bind_tags_to_dataset(self, *, tag_ids: Sequence[str], target_id: str) -> None:
        """Put tags on a knowledge base.

        POST /datasets/tags/binding

        Tags that it already has stay. An unknown tag id is accepted and does nothing. Dify 1.9 has this route and
        always answers 404.

        Args:
            tag_ids: The tags, at least one
            target_id: The knowledge base
        """
        from .bind_tags_to_dataset import call

        return self._sender.send(call(tag_ids=tag_ids, target_id=target_id))

    def unbind_tag_from_dataset(
        self, *, target_id: str, tag_ids: Sequence[str] | None = None, tag_id: str | None = None
    ) -> None:
        """Take tags off a knowledge base.

        POST /datasets/tags/unbinding

        Succeeds also for a tag that the knowledge base does not carry. One of `tag_ids` and `tag_id` has to be there.
        Dify 1.9 has this route and always answers 404.

        Args:
            target_id: The knowledge base
            tag_ids: The tags, at least one
            tag_id: A single tag, in place of `tag_ids`
        """
        from .unbind_tag_from_dataset import call

        return self._sender.send(call(target_id=target_id, tag_ids=tag_ids, tag_id=tag_id))

    def query_dataset_tags(self, dataset_id: str) -> DatasetTagList:
        """List the tags of a knowledge base.

        GET /datasets/{dataset_id}/tags

        All tags that the knowledge base carries, without pages.

        Args:
            dataset_id: The knowledge base
        """
        from .query_dataset_tags import call

        return self._sender.send(call(dataset_id))


class AsyncTagsApi:
    """The operations of the area `tags` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_knowledge_tags(self) -> list[KnowledgeTag]:
        """List the workspace's knowledge tags.

        GET /datasets/tags

        All tags at once, without pages. Dify 1.9 has this route and always answers 404.
        """
        from .get_knowledge_tags import call

        return await self._sender.send(call())

    async def create_knowledge_tag(self, *, name: str) -> KnowledgeTag:
        """Create a knowledge tag.

        POST /datasets/tags

        A name that is taken is 400 `invalid_param`. Dify 1.9 has this route and always answers 404.

        Args:
            name: Its name, 1 to 50 characters, unique in the workspace
        """
        from .create_knowledge_tag import call

        return await self._sender.send(call(name=name))

    async def delete_knowledge_tag(self, *, tag_id: str) -> None:
        """Delete a knowledge tag.

        DELETE /datasets/tags

        The knowledge bases that carried it stay. The tag's id goes into the body, although this is a DELETE. Dify 1.9
        has this route and always answers 404.

        Args:
            tag_id: The tag
        """
        from .delete_knowledge_tag import call

        return await self._sender.send(call(tag_id=tag_id))

    async def update_knowledge_tag(self, *, tag_id: str, name: str) -> KnowledgeTag:
        """Rename a knowledge tag.

        PATCH /datasets/tags

        The tag's id goes into the body. Dify 1.9 has this route and always answers 404.

        Args:
            tag_id: The tag
            name: Its new name, 1 to 50 characters, unique in the workspace
        """
        from .update_knowledge_tag import call

        return await self._sender.send(call(tag_id=tag_id, name=name))

    async def bind_tags_to_dataset(self, *, tag_ids: Sequence[str], target_id: str) -> None:
        """Put tags on a knowledge base.

        POST /datasets/tags/binding

        Tags that it already has stay. An unknown tag id is accepted and does nothing. Dify 1.9 has this route and
        always answers 404.

        Args:
            tag_ids: The tags, at least one
            target_id: The knowledge base
        """
        from .bind_tags_to_dataset import call

        return await self._sender.send(call(tag_ids=tag_ids, target_id=target_id))

    async def unbind_tag_from_dataset(
        self, *, target_id: str, tag_ids: Sequence[str] | None = None, tag_id: str | None = None
    ) -> None:
        """Take tags off a knowledge base.

        POST /datasets/tags/unbinding

        Succeeds also for a tag that the knowledge base does not carry. One of `tag_ids` and `tag_id` has to be there.
        Dify 1.9 has this route and always answers 404.

        Args:
            target_id: The knowledge base
            tag_ids: The tags, at least one
            tag_id: A single tag, in place of `tag_ids`
        """
        from .unbind_tag_from_dataset import call

        return await self._sender.send(call(target_id=target_id, tag_ids=tag_ids, tag_id=tag_id))

    async def query_dataset_tags(self, dataset_id: str) -> DatasetTagList:
        """List the tags of a knowledge base.

        GET /datasets/{dataset_id}/tags

        All tags that the knowledge base carries, without pages.

        Args:
            dataset_id: The knowledge base
        """
        from .query_dataset_tags import call

        return await self._sender.send(call(dataset_id))
