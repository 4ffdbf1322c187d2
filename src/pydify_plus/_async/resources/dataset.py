"""Knowledge bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of, ids_of
from pydify_plus._core.options import RequestOptions, check_keywords, reading
from pydify_plus._core.paging import Numbered
from pydify_plus._core.retrieval import is_whole, laid_over, named_settings
from pydify_plus.models.dataset import DatasetResponse
from pydify_plus_generated.api.dataset import (
    create_dataset,
    delete_dataset,
    get_dataset_detail,
    list_datasets,
    retrieve_segments,
    update_dataset,
)

from ..resource import AsyncResource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydify_plus_generated.models import (
        DatasetMemberInput,
        DatasetPermission,
        DatasetProvider,
        ExternalRetrievalModelInput,
        IndexingTechnique,
        MetadataFilter,
        RerankingMode,
        RerankingModelInput,
        RetrievalModel,
        RetrievalModelInput,
        RetrievalWeightsInput,
        RetrieveResult,
        SearchMethod,
        SummaryIndexSettingInput,
    )

    from ..pager import AsyncPaged


class AsyncDatasets(AsyncResource):
    """Knowledge bases, which Dify's API calls datasets. All methods need the knowledge key."""

    async def create_dataset(
        self,
        name: str,
        *,
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
        **options: Unpack[RequestOptions],
    ) -> DatasetResponse:
        """Create an empty knowledge base.

        POST /datasets. Documents are added afterwards, with the methods of `client.documents`.

        Args:
            name: Its name, 1 to 40 characters, unique in the workspace.
            description: What it holds, at most 400 characters.
            indexing_technique: `high_quality` with an embedding model, or `economy`; left out, the first document
                decides.
            permission: Who may use it: `only_me` (also when left out), `all_team_members` or `partial_members`.
            provider: Who keeps its content: `vendor`, Dify itself, or `external`.
            embedding_model: An embedding model's name, as `client.models.list_embedding_models` gives it.
            embedding_model_provider: That model's provider.
            retrieval_model: How it is searched when a search says nothing else: what `models.retrieval_model` returns,
                or `search_method`, `reranking_enable`, `top_k` and `score_threshold_enabled` together, and more.
            external_knowledge_api_id: The connection to an external service, for the provider `external`.
            external_knowledge_id: The knowledge base's id there.
            summary_index_setting: How summaries are made.

        Raises:
            DifyConflictError: The name is taken.
            DifyValidationError: A value is refused, or a model is one that the workspace has not set up.

        Example:
            >>> dataset = await client.dataset.create_dataset("Handbook", indexing_technique="economy")
        """
        call = create_dataset.call(
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
        return await self._send_as(call, options, DatasetResponse)

    def list_datasets(
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        include_all: bool | None = None,
        tag_ids: Any = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaged[DatasetResponse]:
        """List the knowledge bases of the workspace, the newest first.

        GET /datasets

        Args:
            page: The page to begin with, from 1; 1 when left out.
            limit: Knowledge bases per page, up to 100; 20 when left out.
            keyword: Only knowledge bases whose name holds this text.
            include_all: Also those that the key's owner has no permission for; False when left out.
            tag_ids: Only knowledge bases that carry this tag, or all of these: tags or their ids.
            max_items: The most knowledge bases that iterating gives.

        Returns:
            The page; iterating it walks this one and all that follow.

        Example:
            >>> async for dataset in client.dataset.list_datasets(keyword="handbook"):
            ...     print(dataset.name, dataset.document_count)
        """
        call = list_datasets.call(
            page=page,
            limit=limit,
            keyword=keyword,
            include_all=include_all,
            tag_ids=ids_of(tag_ids, "id") if tag_ids is not None else None,
        )
        return self._list(call, options, Numbered(), DatasetResponse, max_items)

    async def get_dataset(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> DatasetResponse:
        """Get a knowledge base's settings and counts.

        GET /datasets/{dataset_id}

        Args:
            dataset_id: The knowledge base, or its id.

        Raises:
            DifyNotFoundError: There is none with this id.
            DifyPermissionError: Its API access is switched off.
        """
        return await self._send_as(get_dataset_detail.call(id_of(dataset_id, "id")), options, DatasetResponse)

    async def update_dataset(
        self,
        dataset_id: Any,
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
        **options: Unpack[RequestOptions],
    ) -> DatasetResponse:
        """Change a knowledge base's settings; what is left out stays.

        PATCH /datasets/{dataset_id}

        Args:
            dataset_id: The knowledge base, or its id.
            name: Its name, 1 to 40 characters, unique in the workspace.
            description: What it holds, at most 400 characters; an empty text clears it.
            indexing_technique: `high_quality` or `economy`.
            permission: Who may use it: `only_me`, `all_team_members` or `partial_members`.
            partial_member_list: For `partial_members`, who: `[{"user_id": "..."}]`.
            embedding_model: An embedding model's name, as `client.models.list_embedding_models` gives it.
            embedding_model_provider: That model's provider.
            retrieval_model: How it is searched when a search says nothing else, as for `create_dataset`; replaces the
                old settings as a whole.
            external_retrieval_model: How an external knowledge base is searched.
            external_knowledge_api_id: The connection to the external service.
            external_knowledge_id: The knowledge base's id there.

        Raises:
            DifyNotFoundError: There is none with this id.
            DifyConflictError: The name is taken.
        """
        call = update_dataset.call(
            id_of(dataset_id, "id"),
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
        return await self._send_as(call, options, DatasetResponse)

    async def delete_dataset(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete a knowledge base with all its documents, for good.

        DELETE /datasets/{dataset_id}. Dify does not look whether an app uses it.

        Args:
            dataset_id: The knowledge base, or its id.

        Raises:
            DifyNotFoundError: There is none with this id.
        """
        await self._send(delete_dataset.call(id_of(dataset_id, "id")), options)

    async def search_dataset(
        self,
        dataset_id: Any,
        query: str,
        *,
        top_k: int | None = None,
        score_threshold: float | None = None,
        score_threshold_enabled: bool | None = None,
        search_method: SearchMethod | str | None = None,
        reranking_enable: bool | None = None,
        reranking_mode: RerankingMode | str | None = None,
        reranking_model: RerankingModelInput | Mapping[str, Any] | None = None,
        weights: RetrievalWeightsInput | Mapping[str, Any] | None = None,
        metadata_filtering_conditions: MetadataFilter | Mapping[str, Any] | None = None,
        retrieval_model: RetrievalModelInput | RetrievalModel | Mapping[str, Any] | None = None,
        external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
        attachment_ids: Any = None,
        **options: Unpack[RequestOptions],
    ) -> RetrieveResult:
        """Search a knowledge base.

        POST /datasets/{dataset_id}/retrieve. With none of the settings, the knowledge base's own apply. Dify takes them
        as a whole or not at all: what is named here is laid over the knowledge base's own, which costs a GET
        /datasets/{dataset_id} before, except where `search_method`, `reranking_enable`, `top_k` and
        `score_threshold_enabled` are all said.

        Args:
            dataset_id: The knowledge base, or its id.
            query: The text to search for, at most 250 characters.
            top_k: The most segments to find.
            score_threshold: Leave out segments with a lower score, 0 to 1. Switches `score_threshold_enabled` on.
            score_threshold_enabled: Whether the threshold applies.
            search_method: `semantic_search`, `full_text_search`, `hybrid_search`, or `keyword_search` for an economy
                one, which minds upper and lower case.
            reranking_enable: Whether what was found is put in order once more.
            reranking_mode: What puts it in order: `reranking_model` or `weighted_score`; by what is given of the two
                when left out.
            reranking_model: The model that does, `{"reranking_provider_name": ..., "reranking_model_name": ...}`.
                Switches `reranking_enable` on.
            weights: The weights of meaning and keywords in a hybrid search.
            metadata_filtering_conditions: Only documents whose metadata fits: `models.where("year", "=", 2020)`, or
                several such conditions joined by `&` or `|`.
            retrieval_model: All or some of the settings above as one object, such as `models.retrieval_model` makes.
                Those named beside it go before it.
            external_retrieval_model: How to search an external knowledge base: `top_k`, `score_threshold`,
                `score_threshold_enabled`.
            attachment_ids: Pictures to search with, for a multimodal knowledge base: uploaded files or their ids.

        Returns:
            What was found in `.records`, the best first: `.segment` with its text and document, `.score`.

        Raises:
            DifyNotFoundError: There is no knowledge base with this id.
            DifyValidationError: A value is refused, such as a query of more than 250 characters.

        Example:
            >>> found = await client.dataset.search_dataset(dataset, "opening hours", top_k=5, score_threshold=0.5)
            >>> for record in found.records:
            ...     print(record.score, record.segment.content)
        """
        check_keywords(options, RequestOptions, depth=0)
        wanted = id_of(dataset_id, "id")
        settings = named_settings(
            retrieval_model,
            {
                "top_k": top_k,
                "score_threshold": score_threshold,
                "score_threshold_enabled": score_threshold_enabled,
                "search_method": search_method,
                "reranking_enable": reranking_enable,
                "reranking_mode": reranking_mode,
                "reranking_model": reranking_model,
                "weights": weights,
                "metadata_filtering_conditions": metadata_filtering_conditions,
            },
        )
        if settings and not is_whole(settings):
            # Read even when a dataset was given: lists and answers name a search method that an economy one does not
            # have.
            dataset = await self._client.send(get_dataset_detail.call(wanted), None, reading(options))
            settings = laid_over(dataset.get("retrieval_model_dict") or {}, settings)
        call = retrieve_segments.call(
            wanted,
            query=query,
            retrieval_model=settings or None,
            external_retrieval_model=external_retrieval_model,
            attachment_ids=ids_of(attachment_ids, "id") if attachment_ids is not None else None,
        )
        return await self._client.send(call, None, options)
