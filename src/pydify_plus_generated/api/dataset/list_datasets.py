from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models.dataset_list import DatasetList


def call(
    *,
    page: int | None = None,
    limit: int | None = None,
    keyword: str | None = None,
    include_all: bool | None = None,
    tag_ids: Sequence[str] | None = None,
) -> Call[DatasetList]:
    """List the knowledge bases of the workspace.

    GET /datasets

    Gives one page, newest first. `has_more` is worked out from the page's length: a `limit` over 100 is answered with
    100 knowledge bases and `has_more` false, and an exact multiple of `limit` costs one empty page. Neither `page` nor
    `limit` is checked.

    Args:
        page: Which page to get, counted from 1 (Dify's default)
        limit: Knowledge bases per page; 20 when left out, never more than 100 in fact
        keyword: Only knowledge bases whose name contains this text
        include_all: Also knowledge bases that the key's owner has no permission for; false when left out
        tag_ids: Only knowledge bases that carry all of these tags
    """
    from ...models.dataset_list import DatasetList

    return Call(
        operation="listDatasets",
        method="GET",
        path="/datasets",
        key="dataset",
        repeatable=True,
        answer="json",
        parse=DatasetList.from_dict,
        query=query_params(
            {"page": page, "limit": limit, "keyword": keyword, "include_all": include_all, "tag_ids": tag_ids}
        ),
    )
