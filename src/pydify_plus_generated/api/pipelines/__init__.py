from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping, Sequence

    from ...models.datasource_info import DatasourceInfo
    from ...models.datasource_plugin import DatasourcePlugin
    from ...models.datasource_type import DatasourceType
    from ...models.pipeline_file import PipelineFile
    from ...models.pipeline_run import PipelineRun
    from ...models.response_mode import ResponseMode
    from ...models.stream_event import StreamEvent
    from ...types import AsyncSender, File, Sender


class PipelinesApi:
    """The operations of the area `pipelines` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def upload_pipeline_file(self, *, file: File) -> PipelineFile:
        """Upload a file for a pipeline.

        POST /datasets/pipeline/file-upload

        One file per request; its id is the `reference` of a `local_file` datasource when a pipeline is run. Too large a
        file is answered with 400 `invalid_param` and an empty message. Absent on older servers (1.9.2).

        Args:
            file: The file, with a name; exactly one
        """
        from .upload_pipeline_file import call

        return self._sender.send(call(file=file))

    def list_datasource_plugins(self, dataset_id: str, *, is_published: str | None = None) -> list[DatasourcePlugin]:
        """List the datasource nodes of a pipeline.

        GET /datasets/{dataset_id}/pipeline/datasource-plugins

        Where a run of the knowledge base's pipeline can begin. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            is_published: Leave it out for the published pipeline; send it empty for the draft. Dify takes every
                other text for yes, `false` included
        """
        from .list_datasource_plugins import call

        return self._sender.send(call(dataset_id, is_published=is_published))

    def run_datasource_node(
        self,
        dataset_id: str,
        node_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        is_published: bool,
        credential_id: str | None = None,
    ) -> Iterable[StreamEvent]:
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
        from .run_datasource_node import call

        return self._sender.stream(
            call(
                dataset_id,
                node_id,
                inputs=inputs,
                datasource_type=datasource_type,
                is_published=is_published,
                credential_id=credential_id,
            )
        )

    def run_pipeline(
        self,
        dataset_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        datasource_info_list: Sequence[DatasourceInfo | Mapping[str, Any]],
        start_node_id: str,
        is_published: bool,
        response_mode: ResponseMode | str,
    ) -> PipelineRun:
        """Run the pipeline of a knowledge base.

        POST /datasets/{dataset_id}/pipeline/run

        The published pipeline answers at once with the documents it is going to index, as JSON whatever `response_mode`
        says; only a run of the draft streams or waits for its end. Neither the start node nor a file's id is checked
        here: a wrong one shows in the documents' status. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            inputs: Values for the pipeline's input variables; may be empty
            datasource_type: What the entries of `datasource_info_list` are
            datasource_info_list: The files, pages or entries to read; each becomes a document
            start_node_id: The datasource node to start at, from the list of datasource plugins
            is_published: Run the published pipeline and index; false runs the draft for a try
            response_mode: How a run of the draft answers; a published one answers with JSON either way
        """
        from .run_pipeline import call

        return self._sender.send(
            call(
                dataset_id,
                inputs=inputs,
                datasource_type=datasource_type,
                datasource_info_list=datasource_info_list,
                start_node_id=start_node_id,
                is_published=is_published,
                response_mode=response_mode,
            )
        )

    def stream_run_pipeline(
        self,
        dataset_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        datasource_info_list: Sequence[DatasourceInfo | Mapping[str, Any]],
        start_node_id: str,
        is_published: bool,
    ) -> Iterable[StreamEvent]:
        """Run the pipeline of a knowledge base.

        POST /datasets/{dataset_id}/pipeline/run

        The published pipeline answers at once with the documents it is going to index, as JSON whatever `response_mode`
        says; only a run of the draft streams or waits for its end. Neither the start node nor a file's id is checked
        here: a wrong one shows in the documents' status. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            inputs: Values for the pipeline's input variables; may be empty
            datasource_type: What the entries of `datasource_info_list` are
            datasource_info_list: The files, pages or entries to read; each becomes a document
            start_node_id: The datasource node to start at, from the list of datasource plugins
            is_published: Run the published pipeline and index; false runs the draft for a try
        """
        from .run_pipeline import call

        return self._sender.stream(
            call(
                dataset_id,
                inputs=inputs,
                datasource_type=datasource_type,
                datasource_info_list=datasource_info_list,
                start_node_id=start_node_id,
                is_published=is_published,
                response_mode="streaming",
            )
        )


class AsyncPipelinesApi:
    """The operations of the area `pipelines` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def upload_pipeline_file(self, *, file: File) -> PipelineFile:
        """Upload a file for a pipeline.

        POST /datasets/pipeline/file-upload

        One file per request; its id is the `reference` of a `local_file` datasource when a pipeline is run. Too large a
        file is answered with 400 `invalid_param` and an empty message. Absent on older servers (1.9.2).

        Args:
            file: The file, with a name; exactly one
        """
        from .upload_pipeline_file import call

        return await self._sender.send(call(file=file))

    async def list_datasource_plugins(
        self, dataset_id: str, *, is_published: str | None = None
    ) -> list[DatasourcePlugin]:
        """List the datasource nodes of a pipeline.

        GET /datasets/{dataset_id}/pipeline/datasource-plugins

        Where a run of the knowledge base's pipeline can begin. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            is_published: Leave it out for the published pipeline; send it empty for the draft. Dify takes every
                other text for yes, `false` included
        """
        from .list_datasource_plugins import call

        return await self._sender.send(call(dataset_id, is_published=is_published))

    def run_datasource_node(
        self,
        dataset_id: str,
        node_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        is_published: bool,
        credential_id: str | None = None,
    ) -> AsyncIterable[StreamEvent]:
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
        from .run_datasource_node import call

        return self._sender.stream(
            call(
                dataset_id,
                node_id,
                inputs=inputs,
                datasource_type=datasource_type,
                is_published=is_published,
                credential_id=credential_id,
            )
        )

    async def run_pipeline(
        self,
        dataset_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        datasource_info_list: Sequence[DatasourceInfo | Mapping[str, Any]],
        start_node_id: str,
        is_published: bool,
        response_mode: ResponseMode | str,
    ) -> PipelineRun:
        """Run the pipeline of a knowledge base.

        POST /datasets/{dataset_id}/pipeline/run

        The published pipeline answers at once with the documents it is going to index, as JSON whatever `response_mode`
        says; only a run of the draft streams or waits for its end. Neither the start node nor a file's id is checked
        here: a wrong one shows in the documents' status. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            inputs: Values for the pipeline's input variables; may be empty
            datasource_type: What the entries of `datasource_info_list` are
            datasource_info_list: The files, pages or entries to read; each becomes a document
            start_node_id: The datasource node to start at, from the list of datasource plugins
            is_published: Run the published pipeline and index; false runs the draft for a try
            response_mode: How a run of the draft answers; a published one answers with JSON either way
        """
        from .run_pipeline import call

        return await self._sender.send(
            call(
                dataset_id,
                inputs=inputs,
                datasource_type=datasource_type,
                datasource_info_list=datasource_info_list,
                start_node_id=start_node_id,
                is_published=is_published,
                response_mode=response_mode,
            )
        )

    def stream_run_pipeline(
        self,
        dataset_id: str,
        *,
        inputs: Mapping[str, Any],
        datasource_type: DatasourceType | str,
        datasource_info_list: Sequence[DatasourceInfo | Mapping[str, Any]],
        start_node_id: str,
        is_published: bool,
    ) -> AsyncIterable[StreamEvent]:
        """Run the pipeline of a knowledge base.

        POST /datasets/{dataset_id}/pipeline/run

        The published pipeline answers at once with the documents it is going to index, as JSON whatever `response_mode`
        says; only a run of the draft streams or waits for its end. Neither the start node nor a file's id is checked
        here: a wrong one shows in the documents' status. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            inputs: Values for the pipeline's input variables; may be empty
            datasource_type: What the entries of `datasource_info_list` are
            datasource_info_list: The files, pages or entries to read; each becomes a document
            start_node_id: The datasource node to start at, from the list of datasource plugins
            is_published: Run the published pipeline and index; false runs the draft for a try
        """
        from .run_pipeline import call

        return self._sender.stream(
            call(
                dataset_id,
                inputs=inputs,
                datasource_type=datasource_type,
                datasource_info_list=datasource_info_list,
                start_node_id=start_node_id,
                is_published=is_published,
                response_mode="streaming",
            )
        )
