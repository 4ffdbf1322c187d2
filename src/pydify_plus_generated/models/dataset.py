from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .dataset_icon import DatasetIcon
    from .dataset_permission import DatasetPermission
    from .dataset_provider import DatasetProvider
    from .dataset_runtime_mode import DatasetRuntimeMode
    from .dataset_tag import DatasetTag
    from .doc_form import DocForm
    from .external_knowledge_info import ExternalKnowledgeInfo
    from .external_retrieval_model import ExternalRetrievalModel
    from .indexing_technique import IndexingTechnique
    from .metadata_field import MetadataField
    from .retrieval_model import RetrievalModel
    from .summary_index_setting import SummaryIndexSetting


class Dataset(View):
    """A knowledge base."""

    id: str
    """The knowledge base's id."""
    name: str
    """Its name, unique in the workspace."""
    provider: DatasetProvider | str
    """Who keeps its content."""
    permission: DatasetPermission | str
    """Who may use it."""
    app_count: int
    """How many apps use it."""
    document_count: int
    """How many documents it has."""
    word_count: int
    """Characters of all documents together."""
    created_by: str
    """Id of the account that made it."""
    created_at: int
    """When it was made, in unix seconds."""
    updated_at: int
    """When it was changed last, in unix seconds."""
    retrieval_model_dict: RetrievalModel
    """How it is searched when a search says nothing else."""
    tags: list[DatasetTag]
    """Its tags."""
    external_knowledge_info: ExternalKnowledgeInfo
    """Where an external knowledge base is; all null otherwise."""
    external_retrieval_model: ExternalRetrievalModel
    """How an external knowledge base is searched."""
    doc_metadata: list[MetadataField]
    """Its own metadata fields."""
    built_in_field_enabled: bool
    """Whether the built-in metadata fields are switched on."""
    runtime_mode: DatasetRuntimeMode | str
    """What makes its documents."""
    icon_info: DatasetIcon
    """Its icon."""
    is_published: bool
    """Whether its knowledge pipeline is published."""
    total_documents: int
    """How many documents it has."""
    total_available_documents: int
    """How many documents can be found by a search."""
    enable_api: bool
    """Whether it can be reached over this API."""
    description: str | None
    """What it holds, in the owner's words."""
    data_source_type: str | None
    """Where its documents come from, such as `upload_file`; null before the first one."""
    indexing_technique: IndexingTechnique | str | None
    """How it is indexed; null until it is set or the first document is added."""
    author_name: str | None
    """Name of the account that made it; older servers leave it out."""
    updated_by: str | None
    """Id of the account that changed it last."""
    embedding_model: str | None
    """Name of the embedding model; null for an economy one."""
    embedding_model_provider: str | None
    """Provider of the embedding model, such as `langgenius/openai/openai`."""
    embedding_available: bool | None
    """Whether the embedding model can be used now; null in the answers to create and update."""
    summary_index_setting: SummaryIndexSetting | None
    """How summaries are made; older servers leave it out."""
    doc_form: DocForm | str | None
    """How its documents are cut; null before the first one."""
    pipeline_id: str | None
    """The knowledge pipeline that makes its documents, if there is one."""
    chunk_structure: DocForm | str | None
    """How its knowledge pipeline cuts documents; null without a published pipeline."""
    is_multimodal: bool | None
    """Whether pictures are indexed too; older servers leave it out."""
    partial_member_list: list[str] | None
    """Ids of the accounts with access when `permission` is `partial_members`; in the answer to an update, and in the
    detail of such a knowledge base."""
    maintainer: str | None
    """Name of the person who looks after it."""

    _fields = {
        "id": "id",
        "name": "name",
        "provider": "provider",
        "permission": "permission",
        "app_count": "app_count",
        "document_count": "document_count",
        "word_count": "word_count",
        "created_by": "created_by",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "retrieval_model_dict": "retrieval_model_dict",
        "tags": "tags",
        "external_knowledge_info": "external_knowledge_info",
        "external_retrieval_model": "external_retrieval_model",
        "doc_metadata": "doc_metadata",
        "built_in_field_enabled": "built_in_field_enabled",
        "runtime_mode": "runtime_mode",
        "icon_info": "icon_info",
        "is_published": "is_published",
        "total_documents": "total_documents",
        "total_available_documents": "total_available_documents",
        "enable_api": "enable_api",
        "description": "description",
        "data_source_type": "data_source_type",
        "indexing_technique": "indexing_technique",
        "author_name": "author_name",
        "updated_by": "updated_by",
        "embedding_model": "embedding_model",
        "embedding_model_provider": "embedding_model_provider",
        "embedding_available": "embedding_available",
        "summary_index_setting": "summary_index_setting",
        "doc_form": "doc_form",
        "pipeline_id": "pipeline_id",
        "chunk_structure": "chunk_structure",
        "is_multimodal": "is_multimodal",
        "partial_member_list": "partial_member_list",
        "maintainer": "maintainer",
    }
    _required = frozenset(
        {
            "id",
            "name",
            "provider",
            "permission",
            "app_count",
            "document_count",
            "word_count",
            "created_by",
            "created_at",
            "updated_at",
            "retrieval_model_dict",
            "tags",
            "external_knowledge_info",
            "external_retrieval_model",
            "doc_metadata",
            "built_in_field_enabled",
            "runtime_mode",
            "icon_info",
            "is_published",
            "total_documents",
            "total_available_documents",
            "enable_api",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .dataset_icon import DatasetIcon
        from .dataset_permission import DatasetPermission
        from .dataset_provider import DatasetProvider
        from .dataset_runtime_mode import DatasetRuntimeMode
        from .dataset_tag import DatasetTag
        from .doc_form import DocForm
        from .external_knowledge_info import ExternalKnowledgeInfo
        from .external_retrieval_model import ExternalRetrievalModel
        from .indexing_technique import IndexingTechnique
        from .metadata_field import MetadataField
        from .retrieval_model import RetrievalModel
        from .summary_index_setting import SummaryIndexSetting

        return {
            "provider": open_enum(DatasetProvider),
            "permission": open_enum(DatasetPermission),
            "retrieval_model_dict": RetrievalModel.from_dict,
            "tags": list_of(DatasetTag.from_dict),
            "external_knowledge_info": ExternalKnowledgeInfo.from_dict,
            "external_retrieval_model": ExternalRetrievalModel.from_dict,
            "doc_metadata": list_of(MetadataField.from_dict),
            "runtime_mode": open_enum(DatasetRuntimeMode),
            "icon_info": DatasetIcon.from_dict,
            "indexing_technique": open_enum(IndexingTechnique),
            "summary_index_setting": SummaryIndexSetting.from_dict,
            "doc_form": open_enum(DocForm),
            "chunk_structure": open_enum(DocForm),
        }
