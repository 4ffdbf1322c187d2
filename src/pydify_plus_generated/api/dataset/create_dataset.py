from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.dataset import Dataset
    from ...models.dataset_permission import DatasetPermission
    from ...models.dataset_provider import DatasetProvider
    from ...models.indexing_technique import IndexingTechnique
    from ...models.retrieval_model_input import RetrievalModelInput
    from ...models.summary_index_setting_input import SummaryIndexSettingInput


def call(
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
) -> Call[Dataset]:
    """Create an empty knowledge base.

    POST /datasets

    Documents are added afterwards. A name that is taken is 409 `dataset_name_duplicate`; an embedding or reranking
    model that the workspace has not set up is 400 `invalid_param`. An external knowledge base without its two ids is
    accepted.

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
    from ...models.dataset import Dataset

    return Call(
        operation="createDataset",
        method="POST",
        path="/datasets",
        key="dataset",
        repeatable=False,
        answer="json",
        parse=Dataset.from_dict,
        json=json_body(
            {
                "name": name,
                "description": description,
                "indexing_technique": indexing_technique,
                "permission": permission,
                "provider": provider,
                "embedding_model": embedding_model,
                "embedding_model_provider": embedding_model_provider,
                "retrieval_model": retrieval_model,
                "external_knowledge_api_id": external_knowledge_api_id,
                "external_knowledge_id": external_knowledge_id,
                "summary_index_setting": summary_index_setting,
            }
        ),
    )
