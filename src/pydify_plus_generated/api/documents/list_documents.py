from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from ...models.document_display_status import DocumentDisplayStatus
    from ...models.document_list import DocumentList


def call(
    dataset_id: str,
    *,
    page: int | None = None,
    limit: int | None = None,
    keyword: str | None = None,
    status: DocumentDisplayStatus | str | None = None,
) -> Call[DocumentList]:
    """List the documents of a knowledge base.

    GET /datasets/{dataset_id}/documents

    Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page was
    full.

    Args:
        dataset_id: The knowledge base
        page: Page, counted from 1; Dify's default is 1
        limit: Documents per page; Dify's default is 20, at most 100 come
        keyword: Only documents with this text in their name
        status: Only documents shown with this status; an unknown one filters nothing
    """
    from ...models.document_list import DocumentList

    return Call(
        operation="listDocuments",
        method="GET",
        path=path_with("/datasets/{dataset_id}/documents", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DocumentList.from_dict,
        query=query_params({"page": page, "limit": limit, "keyword": keyword, "status": status}),
    )
