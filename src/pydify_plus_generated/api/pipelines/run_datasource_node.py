from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, nothing, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.datasource_type import DatasourceType


EVENTS = frozenset({"datasource_processing", "datasource_completed", "datasource_error"})


def call(
    dataset_id: str,
    node_id: str,
    *,
    inputs: Mapping[str, Any],
    datasource_type: DatasourceType | str,
    is_published: bool,
    credential_id: str | None = None,
) -> Call[None]:
    """Run one datasource node and stream what it finds.

    POST /datasets/{dataset_id}/pipeline/datasource/nodes/{node_id}/run

    Always a stream, failures too: they come as the event `datasource_error`, an unknown node's among them. A
    `local_file` node cannot be run this way. Absent on older servers (1.9.2).

    Args:
        dataset_id: The knowledge base
        node_id: The datasource node, from the list of datasource plugins
        inputs: Values for the node's input variables; may be empty
        datasource_type: The node's kind of source
        is_published: Run the published node, not the draft's
        credential_id: The credential to use; left out, the default one
    """
    from ...models.stream_event import StreamEvent

    return Call(
        operation="runDatasourceNode",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/pipeline/datasource/nodes/{node_id}/run", dataset_id=dataset_id, node_id=node_id
        ),
        key="dataset",
        repeatable=False,
        answer="empty",
        parse=nothing,
        event=StreamEvent.from_dict,
        events=EVENTS,
        json=json_body(
            {
                "inputs": inputs,
                "datasource_type": datasource_type,
                "is_published": is_published,
                "credential_id": credential_id,
            }
        ),
    )
