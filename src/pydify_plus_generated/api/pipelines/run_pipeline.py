from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.datasource_info import DatasourceInfo
    from ...models.datasource_type import DatasourceType
    from ...models.pipeline_run import PipelineRun
    from ...models.response_mode import ResponseMode


EVENTS = frozenset({"workflow_started", "node_started", "node_finished", "workflow_finished"})


def call(
    dataset_id: str,
    *,
    inputs: Mapping[str, Any],
    datasource_type: DatasourceType | str,
    datasource_info_list: Sequence[DatasourceInfo | Mapping[str, Any]],
    start_node_id: str,
    is_published: bool,
    response_mode: ResponseMode | str,
) -> Call[PipelineRun]:
    """Run the pipeline of a knowledge base.

    POST /datasets/{dataset_id}/pipeline/run

    The published pipeline answers at once with the documents it is going to index, as JSON whatever `response_mode`
    says; only a run of the draft streams or waits for its end. Neither the start node nor a file's id is checked here:
    a wrong one shows in the documents' status. Absent on older servers (1.9.2).

    Args:
        dataset_id: The knowledge base
        inputs: Values for the pipeline's input variables; may be empty
        datasource_type: What the entries of `datasource_info_list` are
        datasource_info_list: The files, pages or entries to read; each becomes a document
        start_node_id: The datasource node to start at, from the list of datasource plugins
        is_published: Run the published pipeline and index; false runs the draft for a try
        response_mode: How a run of the draft answers; a published one answers with JSON either way
    """
    from ...models.pipeline_run import PipelineRun
    from ...models.stream_event import StreamEvent

    return Call(
        operation="runPipeline",
        method="POST",
        path=path_with("/datasets/{dataset_id}/pipeline/run", dataset_id=dataset_id),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=PipelineRun.from_dict,
        event=StreamEvent.from_dict,
        events=EVENTS,
        json=json_body(
            {
                "inputs": inputs,
                "datasource_type": datasource_type,
                "datasource_info_list": datasource_info_list,
                "start_node_id": start_node_id,
                "is_published": is_published,
                "response_mode": response_mode,
            }
        ),
    )
