from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, list_of, path_with, query_params

if TYPE_CHECKING:
    from ...models.datasource_plugin import DatasourcePlugin


def call(dataset_id: str, *, is_published: str | None = None) -> Call[list[DatasourcePlugin]]:
    """List the datasource nodes of a pipeline.

    GET /datasets/{dataset_id}/pipeline/datasource-plugins

    Where a run of the knowledge base's pipeline can begin. Absent on older servers (1.9.2).

    Args:
        dataset_id: The knowledge base
        is_published: Leave it out for the published pipeline; send it empty for the draft. Dify takes every other
            text for yes, `false` included
    """
    from ...models.datasource_plugin import DatasourcePlugin

    return Call(
        operation="listDatasourcePlugins",
        method="GET",
        path=path_with("/datasets/{dataset_id}/pipeline/datasource-plugins", dataset_id=dataset_id),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=list_of(DatasourcePlugin.from_dict),
        query=query_params({"is_published": is_published}),
    )
