from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.dataset import Dataset
    from ...models.dataset_member_input import DatasetMemberInput
    from ...models.dataset_permission import DatasetPermission
    from ...models.external_retrieval_model_input import ExternalRetrievalModelInput
    from ...models.indexing_technique import IndexingTechnique
    from ...models.retrieval_model_input import RetrievalModelInput


def call(
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
) -> Call[Dataset]:
    """Change a knowledge base's settings.

    PATCH /datasets/{dataset_id}

    Only what is sent changes. A name that is taken is 400 `invalid_param` here. The answer's `partial_member_list` says
    who has access.

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
        retrieval_model: How it is searched when a search says nothing else; replaces the old settings as a whole
        external_retrieval_model: How an external knowledge base is searched
        external_knowledge_api_id: Id of the connection to the external service
        external_knowledge_id: Id of the knowledge base at the external service
    """
    from ...models.dataset import Dataset

    return Call(
        operation="updateDataset",
        method="PATCH",
        path=path_with("/datasets/{dataset_id}", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=Dataset.from_dict,
        json=json_body(
            {
                "name": name,
                "description": description,
                "indexing_technique": indexing_technique,
                "permission": permission,
                "partial_member_list": partial_member_list,
                "embedding_model": embedding_model,
                "embedding_model_provider": embedding_model_provider,
                "retrieval_model": retrieval_model,
                "external_retrieval_model": external_retrieval_model,
                "external_knowledge_api_id": external_knowledge_api_id,
                "external_knowledge_id": external_knowledge_id,
            }
        ),
    )
