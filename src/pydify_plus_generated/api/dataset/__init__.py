from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.dataset import Dataset
    from ...models.dataset_list import DatasetList
    from ...models.dataset_member_input import DatasetMemberInput
    from ...models.dataset_permission import DatasetPermission
    from ...models.dataset_provider import DatasetProvider
    from ...models.external_retrieval_model_input import ExternalRetrievalModelInput
    from ...models.indexing_technique import IndexingTechnique
    from ...models.retrieval_model_input import RetrievalModelInput
    from ...models.retrieve_result import RetrieveResult
    from ...models.summary_index_setting_input import SummaryIndexSettingInput
    from ...types import AsyncSender, Sender


class DatasetApi:
    """The operations of the area `dataset` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list_datasets(
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        include_all: bool | None = None,
        tag_ids: Sequence[str] | None = None,
    ) -> DatasetList:
        """List the knowledge bases of the workspace.

        GET /datasets

        Gives one page, newest first. `has_more` is worked out from the page's length: a `limit` over 100 is answered
        with 100 knowledge bases and `has_more` false, and an exact multiple of `limit` costs one empty page. Neither
        `page` nor `limit` is checked.

        Args:
            page: Which page to get, counted from 1 (Dify's default)
            limit: Knowledge bases per page; 20 when left out, never more than 100 in fact
            keyword: Only knowledge bases whose name contains this text
            include_all: Also knowledge bases that the key's owner has no permission for; false when left out
            tag_ids: Only knowledge bases that carry all of these tags
        """
        from .list_datasets import call

        return self._sender.send(
            call(page=page, limit=limit, keyword=keyword, include_all=include_all, tag_ids=tag_ids)
        )

    def create_dataset(
        self,
        *,
        name: str,
        description: str | None = None,
        indexing_technique: IndexingTechnique | str | None = None,
        permission: DatasetPermission | str | None = None,
        provider: DatasetProvider | str | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_knowledge_api_id: str | None = None,
        external_knowledge_id: str | None = None,
        summary_index_setting: SummaryIndexSettingInput | Mapping[str, Any] | None = None,
    ) -> Dataset:
        """Create an empty knowledge base.

        POST /datasets

        Documents are added afterwards. A name that is taken is 409 `dataset_name_duplicate`; an embedding or reranking
        model that the workspace has not set up is 400 `invalid_param`. An external knowledge base without its two ids
        is accepted.

        Args:
            name: Its name, 1 to 40 characters, unique in the workspace
            description: What it holds, at most 400 characters
            indexing_technique: How it is indexed; left out, the first document decides
            permission: Who may use it; `only_me` when left out
            provider: Who keeps its content; `vendor` when left out
            embedding_model: Name of the embedding model, from the list of `text-embedding` models; goes with
                `embedding_model_provider`
            embedding_model_provider: Provider of the embedding model, such as `langgenius/openai/openai`
            retrieval_model: How it is searched when a search says nothing else
            external_knowledge_api_id: Id of the connection to an external service, for the provider `external`
            external_knowledge_id: Id of the knowledge base at the external service, for the provider `external`
            summary_index_setting: How summaries are made
        """
        from .create_dataset import call

        return self._sender.send(
            call(
                name=name,
                description=description,
                indexing_technique=indexing_technique,
                permission=permission,
                provider=provider,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                retrieval_model=retrieval_model,
                external_knowledge_api_id=external_knowledge_api_id,
                external_knowledge_id=external_knowledge_id,
                summary_index_setting=summary_index_setting,
            )
        )

    def get_dataset_detail(self, dataset_id: str) -> Dataset:
        """Get a knowledge base.

        GET /datasets/{dataset_id}

        Settings and counts of one knowledge base. 403 when its API access is switched off.

        Args:
            dataset_id: The knowledge base
        """
        from .get_dataset_detail import call

        return self._sender.send(call(dataset_id))

    def delete_dataset(self, dataset_id: str) -> None:
        """Delete a knowledge base with all its documents.

        DELETE /datasets/{dataset_id}

        Cannot be undone. Dify does not look whether an app uses the knowledge base: it is deleted all the same,
        although a 409 `dataset_in_use` is documented.

        Args:
            dataset_id: The knowledge base
        """
        from .delete_dataset import call

        return self._sender.send(call(dataset_id))

    def update_dataset(
        self,
        dataset_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        indexing_technique: IndexingTechnique | str | None = None,
        permission: DatasetPermission | str | None = None,
        partial_member_list: Sequence[DatasetMemberInput | Mapping[str, Any]] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
        external_knowledge_api_id: str | None = None,
        external_knowledge_id: str | None = None,
    ) -> Dataset:
        """Change a knowledge base's settings.

        PATCH /datasets/{dataset_id}

        Only what is sent changes. A name that is taken is 400 `invalid_param` here. The answer's `partial_member_list`
        says who has access.

        Args:
            dataset_id: The knowledge base
            name: New name, 1 to 40 characters, unique in the workspace
            description: New description, at most 400 characters
            indexing_technique: How it is indexed from now on
            permission: Who may use it
            partial_member_list: The members with access, for the permission `partial_members`
            embedding_model: Name of the embedding model, from the list of `text-embedding` models; goes with
                `embedding_model_provider`
            embedding_model_provider: Provider of the embedding model, such as `langgenius/openai/openai`
            retrieval_model: How it is searched when a search says nothing else; replaces the old settings as a
                whole
            external_retrieval_model: How an external knowledge base is searched
            external_knowledge_api_id: Id of the connection to the external service
            external_knowledge_id: Id of the knowledge base at the external service
        """
        from .update_dataset import call

        return self._sender.send(
            call(
                dataset_id,
                name=name,
                description=description,
                indexing_technique=indexing_technique,
                permission=permission,
                partial_member_list=partial_member_list,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                retrieval_model=retrieval_model,
                external_retrieval_model=external_retrieval_model,
                external_knowledge_api_id=external_knowledge_api_id,
                external_knowledge_id=external_knowledge_id,
            )
        )

    def retrieve_segments(
        self,
        dataset_id: str,
        *,
        query: str,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
        attachment_ids: Sequence[str] | None = None,
    ) -> RetrieveResult:
        """Search a knowledge base.

        POST /datasets/{dataset_id}/retrieve

        Gives the segments that fit the query, the best first. Without `retrieval_model` the knowledge base's own
        settings are used; a partial one is refused, because Dify does not fill it up. `keyword_search` is case-
        sensitive. A document is found once indexed.

        Args:
            dataset_id: The knowledge base
            query: The text to search for, at most 250 characters
            retrieval_model: How to search; the knowledge base's own settings when left out
            external_retrieval_model: How to search an external knowledge base
            attachment_ids: Uploaded pictures to search with, for a multimodal knowledge base
        """
        from .retrieve_segments import call

        return self._sender.send(
            call(
                dataset_id,
                query=query,
                retrieval_model=retrieval_model,
                external_retrieval_model=external_retrieval_model,
                attachment_ids=attachment_ids,
            )
        )


class AsyncDatasetApi:
    """The operations of the area `dataset` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list_datasets(
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        include_all: bool | None = None,
        tag_ids: Sequence[str] | None = None,
    ) -> DatasetList:
        """List the knowledge bases of the workspace.

        GET /datasets

        Gives one page, newest first. `has_more` is worked out from the page's length: a `limit` over 100 is answered
        with 100 knowledge bases and `has_more` false, and an exact multiple of `limit` costs one empty page. Neither
        `page` nor `limit` is checked.

        Args:
            page: Which page to get, counted from 1 (Dify's default)
            limit: Knowledge bases per page; 20 when left out, never more than 100 in fact
            keyword: Only knowledge bases whose name contains this text
            include_all: Also knowledge bases that the key's owner has no permission for; false when left out
            tag_ids: Only knowledge bases that carry all of these tags
        """
        from .list_datasets import call

        return await self._sender.send(
            call(page=page, limit=limit, keyword=keyword, include_all=include_all, tag_ids=tag_ids)
        )

    async def create_dataset(
        self,
        *,
        name: str,
        description: str | None = None,
        indexing_technique: IndexingTechnique | str | None = None,
        permission: DatasetPermission | str | None = None,
        provider: DatasetProvider | str | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_knowledge_api_id: str | None = None,
        external_knowledge_id: str | None = None,
        summary_index_setting: SummaryIndexSettingInput | Mapping[str, Any] | None = None,
    ) -> Dataset:
        """Create an empty knowledge base.

        POST /datasets

        Documents are added afterwards. A name that is taken is 409 `dataset_name_duplicate`; an embedding or reranking
        model that the workspace has not set up is 400 `invalid_param`. An external knowledge base without its two ids
        is accepted.

        Args:
            name: Its name, 1 to 40 characters, unique in the workspace
            description: What it holds, at most 400 characters
            indexing_technique: How it is indexed; left out, the first document decides
            permission: Who may use it; `only_me` when left out
            provider: Who keeps its content; `vendor` when left out
            embedding_model: Name of the embedding model, from the list of `text-embedding` models; goes with
                `embedding_model_provider`
            embedding_model_provider: Provider of the embedding model, such as `langgenius/openai/openai`
            retrieval_model: How it is searched when a search says nothing else
            external_knowledge_api_id: Id of the connection to an external service, for the provider `external`
            external_knowledge_id: Id of the knowledge base at the external service, for the provider `external`
            summary_index_setting: How summaries are made
        """
        from .create_dataset import call

        return await self._sender.send(
            call(
                name=name,
                description=description,
                indexing_technique=indexing_technique,
                permission=permission,
                provider=provider,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                retrieval_model=retrieval_model,
                external_knowledge_api_id=external_knowledge_api_id,
                external_knowledge_id=external_knowledge_id,
                summary_index_setting=summary_index_setting,
            )
        )

    async def get_dataset_detail(self, dataset_id: str) -> Dataset:
        """Get a knowledge base.

        GET /datasets/{dataset_id}

        Settings and counts of one knowledge base. 403 when its API access is switched off.

        Args:
            dataset_id: The knowledge base
        """
        from .get_dataset_detail import call

        return await self._sender.send(call(dataset_id))

    async def delete_dataset(self, dataset_id: str) -> None:
        """Delete a knowledge base with all its documents.

        DELETE /datasets/{dataset_id}

        Cannot be undone. Dify does not look whether an app uses the knowledge base: it is deleted all the same,
        although a 409 `dataset_in_use` is documented.

        Args:
            dataset_id: The knowledge base
        """
        from .delete_dataset import call

        return await self._sender.send(call(dataset_id))

    async def update_dataset(
        self,
        dataset_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        indexing_technique: IndexingTechnique | str | None = None,
        permission: DatasetPermission | str | None = None,
        partial_member_list: Sequence[DatasetMemberInput | Mapping[str, Any]] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
        external_knowledge_api_id: str | None = None,
        external_knowledge_id: str | None = None,
    ) -> Dataset:
        """Change a knowledge base's settings.

        PATCH /datasets/{dataset_id}

        Only what is sent changes. A name that is taken is 400 `invalid_param` here. The answer's `partial_member_list`
        says who has access.

        Args:
            dataset_id: The knowledge base
            name: New name, 1 to 40 characters, unique in the workspace
            description: New description, at most 400 characters
            indexing_technique: How it is indexed from now on
            permission: Who may use it
            partial_member_list: The members with access, for the permission `partial_members`
            embedding_model: Name of the embedding model, from the list of `text-embedding` models; goes with
                `embedding_model_provider`
            embedding_model_provider: Provider of the embedding model, such as `langgenius/openai/openai`
            retrieval_model: How it is searched when a search says nothing else; replaces the old settings as a
                whole
            external_retrieval_model: How an external knowledge base is searched
            external_knowledge_api_id: Id of the connection to the external service
            external_knowledge_id: Id of the knowledge base at the external service
        """
        from .update_dataset import call

        return await self._sender.send(
            call(
                dataset_id,
                name=name,
                description=description,
                indexing_technique=indexing_technique,
                permission=permission,
                partial_member_list=partial_member_list,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                retrieval_model=retrieval_model,
                external_retrieval_model=external_retrieval_model,
                external_knowledge_api_id=external_knowledge_api_id,
                external_knowledge_id=external_knowledge_id,
            )
        )

    async def retrieve_segments(
        self,
        dataset_id: str,
        *,
        query: str,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
        attachment_ids: Sequence[str] | None = None,
    ) -> RetrieveResult:
        """Search a knowledge base.

        POST /datasets/{dataset_id}/retrieve

        Gives the segments that fit the query, the best first. Without `retrieval_model` the knowledge base's own
        settings are used; a partial one is refused, because Dify does not fill it up. `keyword_search` is case-
        sensitive. A document is found once indexed.

        Args:
            dataset_id: The knowledge base
            query: The text to search for, at most 250 characters
            retrieval_model: How to search; the knowledge base's own settings when left out
            external_retrieval_model: How to search an external knowledge base
            attachment_ids: Uploaded pictures to search with, for a multimodal knowledge base
        """
        from .retrieve_segments import call

        return await self._sender.send(
            call(
                dataset_id,
                query=query,
                retrieval_model=retrieval_model,
                external_retrieval_model=external_retrieval_model,
                attachment_ids=attachment_ids,
            )
        )
