from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from ...models.annotation_list import AnnotationList


def call(*, page: int | None = None, limit: int | None = None, keyword: str | None = None) -> Call[AnnotationList]:
    """List the app's annotations.

    GET /apps/annotations

    Questions with a prepared answer. Pages hold 100 at the most: a larger `limit` is taken, gives 100 and no
    `has_more`, and so loses the rest silently.

    Args:
        page: Page number, from 1; 1 when left out
        limit: Annotations per page, up to 100; 20 when left out
        keyword: Only annotations whose question or answer holds this text
    """
    from ...models.annotation_list import AnnotationList

    return Call(
        operation="getAnnotationList",
        method="GET",
        path="/apps/annotations",
        key="app",
        repeatable=True,
        answer="json",
        parse=AnnotationList.from_dict,
        query=query_params({"page": page, "limit": limit, "keyword": keyword}),
    )
