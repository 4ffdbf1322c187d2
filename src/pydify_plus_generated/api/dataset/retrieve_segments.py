from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.external_retrieval_model_input import ExternalRetrievalModelInput
    from ...models.retrieval_model_input import RetrievalModelInput
    from ...models.retrieve_result import RetrieveResult


def call(
    dataset_id: str,
    *,
    query: str,
    retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
    external_retrieval_model: ExternalRetrievalModelInput | Mapping[str, Any] | None = None,
    attachment_ids: Sequence[str] | None = None,
) -> Call[RetrieveResult]:
    """Search a knowledge base.

    POST /datasets/{dataset_id}/retrieve

    Gives the segments that fit the query, the best first. Without `retrieval_model` the knowledge base's own settings
    are used; a partial one is refused, because Dify does not fill it up. `keyword_search` is case-sensitive. A document
    is found once indexed.

    Args:
        dataset_id: The knowledge base
        query: The text to search for, at most 250 characters
        retrieval_model: How to search; the knowledge base's own settings when left out
        external_retrieval_model: How to search an external knowledge base
        attachment_ids: Uploaded pictures to search with, for a multimodal knowledge base
    """
    from ...models.retrieve_result import RetrieveResult

    return Call(
        operation="retrieveSegments",
        method="POST",
        path=path_with("/datasets/{dataset_id}/retrieve", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=RetrieveResult.from_dict,
        json=json_body(
            {
                "query": query,
                "retrieval_model": retrieval_model,
                "external_retrieval_model": external_retrieval_model,
                "attachment_ids": attachment_ids,
            }
        ),
    )
