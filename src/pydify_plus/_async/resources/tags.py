"""Tags of knowledge bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of, ids_of
from pydify_plus_generated.api.tags import (
    bind_tags_to_dataset,
    create_knowledge_tag,
    delete_knowledge_tag,
    get_knowledge_tags,
    query_dataset_tags,
    unbind_tag_from_dataset,
    update_knowledge_tag,
)

from ..resource import AsyncResource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import DatasetTag, KnowledgeTag


class AsyncTags(AsyncResource):
    """Tags of knowledge bases. All methods need the knowledge key.

    Dify 1.9 answers each of them but `get_dataset_bound_tags` with 404 "Dataset not found.", whatever is asked.
    """

    async def list_kb_type_tags(self, **options: Unpack[RequestOptions]) -> list[KnowledgeTag]:
        """List the workspace's tags, all at once.

        GET /datasets/tags

        Returns:
            The tags; `.binding_count` says how many knowledge bases carry one, in digits.
        """
        return await self._send(get_knowledge_tags.call(), options)

    async def create_kb_type_tag(self, name: str, **options: Unpack[RequestOptions]) -> KnowledgeTag:
        """Create a tag.

        POST /datasets/tags

        Args:
            name: Its name, 1 to 50 characters, unique in the workspace.

        Raises:
            DifyConflictError: The name is taken.

        Example:
            >>> tag = await client.tags.create_kb_type_tag("Important Documents")
            >>> await client.tags.bind_dataset_to_tag(tag, dataset)
        """
        return await self._send(create_knowledge_tag.call(name=name), options)

    async def delete_kb_type_tag(self, tag_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete a tag. The knowledge bases that carried it stay.

        DELETE /datasets/tags

        Args:
            tag_id: The tag, or its id.

        Raises:
            DifyNotFoundError: There is none with this id.
        """
        await self._send(delete_knowledge_tag.call(tag_id=id_of(tag_id, "id")), options)

    async def rename_kb_type_tag(self, tag_id: Any, name: str, **options: Unpack[RequestOptions]) -> KnowledgeTag:
        """Rename a tag.

        PATCH /datasets/tags

        Args:
            tag_id: The tag, or its id.
            name: Its new name, 1 to 50 characters, unique in the workspace.

        Raises:
            DifyNotFoundError: There is none with this id.
        """
        return await self._send(update_knowledge_tag.call(tag_id=id_of(tag_id, "id"), name=name), options)

    async def bind_dataset_to_tag(self, tag_id: Any, dataset_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Put a tag on a knowledge base. The tags that it has stay.

        POST /datasets/tags/binding. Dify accepts an unknown tag, and does nothing.

        Args:
            tag_id: The tag, or its id; several in a list.
            dataset_id: The knowledge base, or its id.

        Raises:
            DifyNotFoundError: There is no knowledge base with this id.
        """
        call = bind_tags_to_dataset.call(tag_ids=ids_of(tag_id, "id"), target_id=id_of(dataset_id, "id"))
        await self._send(call, options)

    async def unbind_dataset_from_tag(self, tag_id: Any, dataset_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Take a tag off a knowledge base. One that it does not carry is no error.

        POST /datasets/tags/unbinding

        Args:
            tag_id: The tag, or its id; several in a list.
            dataset_id: The knowledge base, or its id.

        Raises:
            DifyNotFoundError: There is no knowledge base with this id.
        """
        call = unbind_tag_from_dataset.call(tag_ids=ids_of(tag_id, "id"), target_id=id_of(dataset_id, "id"))
        await self._send(call, options)

    async def get_dataset_bound_tags(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> list[DatasetTag]:
        """List the tags that a knowledge base carries.

        GET /datasets/{dataset_id}/tags

        Args:
            dataset_id: The knowledge base, or its id.

        Raises:
            DifyNotFoundError: There is none with this id.
        """
        return (await self._send(query_dataset_tags.call(id_of(dataset_id, "id")), options)).data
