"""Datasets (knowledge bases), and searching in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from .. import retrieval
from ..answers import answer, deleted
from ..errors import ServiceError, invalid_param
from ..json_values import Json
from ..knowledge import Dataset, Segment
from ..provider import EMBEDDING_MODEL, PROVIDER
from ..routing import Routes
from ..store import new_id
from ..validation import Model, anything, boolean, integer, items, number, one_of, optional, required, string
from .payloads import FLAG, TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

Row = TypeVar("Row")

routes = Routes("dataset")

MOST_ROWS = 100

SEARCH_METHODS = ("semantic_search", "full_text_search", "hybrid_search", "keyword_search")
INDEXING_TECHNIQUE = optional(one_of("high_quality", "economy"))
_FILTER = Model(
    "MetadataFilteringCondition",
    logical_operator=optional(one_of("and", "or"), "and"),
    conditions=optional(
        items(
            Model(
                "Condition",
                name=required(string()),
                comparison_operator=required(one_of(*retrieval.OPERATORS)),
                value=optional(anything()),
            )
        )
    ),
)
_WEIGHTS = Model(
    "WeightModel",
    weight_type=optional(one_of("semantic_first", "keyword_first", "customized")),
    vector_setting=optional(
        Model(
            "WeightVectorSetting",
            vector_weight=required(number()),
            embedding_provider_name=TEXT_REQUIRED,
            embedding_model_name=TEXT_REQUIRED,
        )
    ),
    keyword_setting=optional(Model("WeightKeywordSetting", keyword_weight=required(number()))),
)
_RERANKING = Model("RerankingModel", reranking_provider_name=TEXT, reranking_model_name=TEXT)
RETRIEVAL_MODEL = Model(
    "RetrievalModel",
    search_method=required(one_of(*SEARCH_METHODS, kind="enum")),
    reranking_enable=required(boolean()),
    reranking_mode=TEXT,
    reranking_model=optional(_RERANKING),
    weights=optional(_WEIGHTS),
    top_k=required(integer()),
    score_threshold_enabled=required(boolean()),
    score_threshold=optional(number()),
    metadata_filtering_conditions=optional(_FILTER),
)
_PERMISSION = optional(one_of("only_me", "all_team_members", "partial_members", kind="enum"))
_SETTINGS = {
    "indexing_technique": INDEXING_TECHNIQUE,
    "permission": _PERMISSION,
    "embedding_model": TEXT,
    "embedding_model_provider": TEXT,
    "retrieval_model": optional(RETRIEVAL_MODEL),
}
_CREATE = Model(
    "DatasetCreatePayload",
    name=required(string(at_least=1, at_most=40)),
    description=optional(string(at_most=400), ""),
    provider=optional(string(), "vendor"),
    **_SETTINGS,
)
_UPDATE = Model(
    "DatasetUpdatePayload",
    name=optional(string(at_least=1, at_most=40)),
    description=optional(string(at_most=400)),
    **_SETTINGS,
)
_LIST = Model(
    "DatasetListQuery",
    page=optional(integer(), 1),
    limit=optional(integer(), 20),
    keyword=TEXT,
    include_all=FLAG,
)
_RETRIEVE = Model(
    "HitTestingPayload",
    query=required(string(at_most=250)),
    retrieval_model=optional(RETRIEVAL_MODEL),
)


@routes("GET", "/datasets")
async def list_datasets(request: ServiceRequest) -> Response:
    query = request.read_query(_LIST)
    found = list(reversed(request.workspace.datasets.values()))
    if query["keyword"]:
        found = [one for one in found if query["keyword"].lower() in one.name.lower()]
    for tag_id in request.http.query_params.getlist("tag_ids"):
        tag = request.workspace.tags.get(tag_id)
        found = [one for one in found if tag is not None and one.id in tag.dataset_ids]
    return answer(page_of(found, query, lambda one: {**told(request, one), "embedding_available": True}))


@routes("POST", "/datasets")
async def create_dataset(request: ServiceRequest) -> Response:
    payload = await request.read_json(_CREATE)
    if any(one.name == payload["name"] for one in request.workspace.datasets.values()):
        message = "The dataset name already exists. Please modify your dataset name."
        raise ServiceError(409, "dataset_name_duplicate", message)
    now = request.workspace.clock.now()
    dataset = Dataset(new_id(), payload["name"], now, now, payload["description"], payload["provider"])
    _set(dataset, payload)
    request.workspace.datasets[dataset.id] = dataset
    return answer(told(request, dataset))


@routes("GET", "/datasets/<uuid:dataset_id>")
async def get_dataset(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    detail: Json = {**told(request, dataset), "embedding_available": True}
    if dataset.indexing_technique != "high_quality":
        detail["retrieval_model_dict"]["search_method"] = "keyword_search"
    return answer(detail)


@routes("PATCH", "/datasets/<uuid:dataset_id>")
async def update_dataset(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    payload = await request.read_json(_UPDATE)
    name = payload["name"]
    if name and any(one.name == name and one is not dataset for one in request.workspace.datasets.values()):
        raise invalid_param("Dataset name already exists")
    dataset.name = name or dataset.name
    if payload["description"] is not None:
        dataset.description = payload["description"]
    _set(dataset, payload)
    dataset.updated_at = request.workspace.clock.now()
    return answer({**told(request, dataset), "partial_member_list": []})


@routes("DELETE", "/datasets/<uuid:dataset_id>")
async def delete_dataset(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    workspace = request.workspace
    del workspace.datasets[dataset.id]
    for tag in workspace.tags.values():
        tag.dataset_ids.discard(dataset.id)
    for document in dataset.documents:
        workspace.forget(document)
    return deleted()


@routes("POST", "/datasets/<uuid:dataset_id>/retrieve", "/datasets/<uuid:dataset_id>/hit-testing")
async def retrieve(request: ServiceRequest) -> Response:
    dataset = dataset_in_path(request)
    payload = await request.read_json(_RETRIEVE)
    settings = payload["retrieval_model"] or dataset.effective_retrieval_model
    found = retrieval.retrieve(request.workspace, dataset, payload["query"], settings)
    records = [_record(request, segment, score) for segment, score in found]
    return answer({"query": {"content": payload["query"]}, "records": records})


def dataset_in_path(request: ServiceRequest) -> Dataset:
    """The dataset that the path names; a request for another one does not come this far."""
    return request.workspace.datasets[request.values["dataset_id"]]


def page_of(found: Sequence[Row], query: Json, tell: Callable[[Row], Json]) -> Json:
    """A numbered page as Dify cuts it: at most 100 rows, and `has_more` whenever it is as long as was asked for."""
    page, limit = query["page"], query["limit"]
    rows = min(limit, MOST_ROWS) if limit > 0 else 20
    start = (max(page, 1) - 1) * rows
    data = [tell(one) for one in found[start : start + rows]]
    return {"data": data, "has_more": len(data) == limit, "limit": limit, "total": len(found), "page": page}


def check_embedding(payload: Json) -> None:
    """Refuse an embedding model of a provider that the workspace does not have."""
    provider = payload.get("embedding_model_provider")
    if payload.get("indexing_technique") == "high_quality" and provider and provider != PROVIDER:
        raise invalid_param(f"Provider {provider} does not exist.")


def use_technique(dataset: Dataset, payload: Json) -> None:
    """Take over how a dataset is indexed; high quality needs an embedding model, the workspace's if none is named."""
    dataset.indexing_technique = payload.get("indexing_technique") or dataset.indexing_technique
    if dataset.indexing_technique == "high_quality":
        dataset.embedding_model = payload.get("embedding_model") or dataset.embedding_model or EMBEDDING_MODEL
        dataset.embedding_model_provider = PROVIDER


def _set(dataset: Dataset, payload: Json) -> None:
    check_embedding(payload)
    use_technique(dataset, payload)
    dataset.permission = payload["permission"] or dataset.permission
    dataset.retrieval_model = payload["retrieval_model"] or dataset.retrieval_model


_NO_ICON: Json = dict.fromkeys(("icon_type", "icon", "icon_background", "icon_url"))
_PIPELINE_ICON: Json = {"icon_type": "emoji", "icon": "📙", "icon_background": "#FFF4ED", "icon_url": None}


def _told_retrieval_model(settings: Json) -> Json:
    reranking: Json = settings["reranking_model"] or {}
    weights: Json | None = settings["weights"]
    return {
        "search_method": settings["search_method"],
        "reranking_enable": settings["reranking_enable"],
        "reranking_mode": settings["reranking_mode"],
        "reranking_model": {
            "reranking_provider_name": reranking.get("reranking_provider_name"),
            "reranking_model_name": reranking.get("reranking_model_name"),
        },
        "weights": weights and {name: value for name, value in weights.items() if value is not None},
        "top_k": settings["top_k"],
        "score_threshold_enabled": settings["score_threshold_enabled"],
        "score_threshold": settings["score_threshold"],
    }


def told(request: ServiceRequest, dataset: Dataset) -> Json:
    workspace = request.workspace
    settings = dataset.retrieval_model
    external: Json = {"top_k": 2, "score_threshold": 0.0, "score_threshold_enabled": None}
    if settings is not None:
        external = {name: settings[name] for name in external}
    pipeline = workspace.pipelines.get(dataset.id)
    tags = [tag for tag in workspace.tags.values() if dataset.id in tag.dataset_ids]
    return {
        "id": dataset.id,
        "name": dataset.name,
        "description": dataset.description,
        "provider": dataset.provider,
        "permission": dataset.permission,
        "data_source_type": dataset.data_source_type,
        "indexing_technique": dataset.indexing_technique,
        "app_count": 0,
        "document_count": len(dataset.documents),
        "word_count": sum(document.word_count or 0 for document in dataset.documents),
        "created_by": workspace.account_id,
        "author_name": workspace.account_name,
        "created_at": int(dataset.created_at),
        "updated_by": workspace.account_id,
        "updated_at": int(dataset.updated_at),
        "embedding_model": dataset.embedding_model,
        "embedding_model_provider": dataset.embedding_model_provider,
        "embedding_available": None,
        "retrieval_model_dict": _told_retrieval_model(dataset.effective_retrieval_model),
        "summary_index_setting": dict.fromkeys(("enable", "model_name", "model_provider_name", "summary_prompt")),
        "tags": [{"id": tag.id, "name": tag.name, "type": "knowledge"} for tag in tags],
        "doc_form": dataset.doc_form,
        "external_knowledge_info": {
            "external_knowledge_id": None,
            "external_knowledge_api_id": None,
            "external_knowledge_api_name": None,
            "external_knowledge_api_endpoint": None,
        },
        "external_retrieval_model": external,
        "doc_metadata": [{"id": one.id, "name": one.name, "type": one.type} for one in dataset.metadata_fields],
        "built_in_field_enabled": dataset.has_built_in_metadata,
        "pipeline_id": dataset.pipeline_id,
        "runtime_mode": "general" if dataset.pipeline_id is None else "rag_pipeline",
        "chunk_structure": None if dataset.pipeline_id is None else dataset.doc_form,
        "icon_info": _NO_ICON if dataset.pipeline_id is None else _PIPELINE_ICON,
        "is_published": pipeline is not None and pipeline.published,
        "total_documents": len(dataset.documents),
        "total_available_documents": sum(document.is_searchable for document in dataset.documents),
        "enable_api": dataset.api_enabled,
        "is_multimodal": False,
    }


def _record(request: ServiceRequest, segment: Segment, score: float) -> Json:
    document = segment.document
    return {
        "segment": {
            "id": segment.id,
            "position": segment.position,
            "document_id": document.id,
            "content": segment.content,
            "sign_content": None,
            "answer": segment.answer,
            "word_count": segment.word_count,
            "tokens": segment.tokens,
            "keywords": segment.keywords or [],
            "index_node_id": segment.index_node_id,
            "index_node_hash": segment.index_node_hash,
            "hit_count": segment.hit_count,
            "enabled": segment.enabled,
            "disabled_at": None,
            "disabled_by": None,
            "status": segment.status,
            "created_by": request.workspace.account_id,
            "created_at": int(segment.created_at),
            "indexing_at": int(segment.indexing_at),
            "completed_at": None if segment.completed_at is None else int(segment.completed_at),
            "error": None,
            "stopped_at": None,
            "document": {
                "id": document.id,
                "data_source_type": document.source_type,
                "name": document.name,
                "doc_type": None,
                "doc_metadata": document.all_metadata() or None,
            },
        },
        "child_chunks": [
            {"id": child.id, "content": child.content, "position": child.position, "score": score}
            for child in segment.children
        ],
        "score": score,
        "tsne_position": None,
        "files": [],
        "summary": None,
    }
