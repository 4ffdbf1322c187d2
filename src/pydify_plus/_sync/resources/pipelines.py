# Derived from _async by scripts/unasync.py; edit there.
"""Knowledge pipelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pydify_plus._core.datasource import datasource_info
from pydify_plus._core.ids import id_of
from pydify_plus._core.options import RequestOptions, StreamOptions, UploadOptions, check_keywords
from pydify_plus._core.stream_state import StreamKind
from pydify_plus_generated.api.pipelines import (
    list_datasource_plugins,
    run_datasource_node,
    run_pipeline,
    upload_pipeline_file,
)
from pydify_plus_generated.models import DatasourceCompletedEvent, PipelineRun

from ..resource import Resource
from ..upload import part_of

if TYPE_CHECKING:
    from pydify_plus._core.uploads import FileSource
    from pydify_plus_generated.models import DatasourceInfo, DatasourcePlugin, DatasourceType, PipelineFile

    from ..stream import Stream


class Pipelines(Resource):
    """The pipelines by which knowledge bases take in files, pages and what other sources have. All methods need the
    knowledge key; Dify 1.9 has none of them."""

    def upload_pipeline_file(
        self,
        file: FileSource,
        *,
        name: str | None = None,
        content_type: str | None = None,
        **options: Unpack[UploadOptions],
    ) -> PipelineFile:
        """Upload a file for a pipeline to read.

        POST /datasets/pipeline/file-upload

        Args:
            file: A path, bytes, an open binary file, `(name, data)` or `(name, data, type)`.
            name: The file's name, in place of its own.
            content_type: Its content type; by its name when left out.

        Returns:
            The file, which goes into the `datasource_info_list` of `run_pipeline` as it is.

        Raises:
            FileNotFoundError: The path leads nowhere.
            DifyValidationError: The kind of file is not supported, or it is too large.
        """
        part = part_of(file, name=name, content_type=content_type)
        return self._send(upload_pipeline_file.call(file=part), options, UploadOptions)

    def list_datasource_plugins(
        self, dataset_id: Any, *, is_published: bool = True, **options: Unpack[RequestOptions]
    ) -> list[DatasourcePlugin]:
        """List the datasource nodes of a pipeline, where a run can begin.

        GET /datasets/{dataset_id}/pipeline/datasource-plugins

        Args:
            dataset_id: The knowledge base.
            is_published: The published pipeline; False for the draft.

        Returns:
            The nodes, with `.node_id`, `.datasource_type` and the inputs that they ask for.

        Raises:
            DifyNotFoundError: There is no such knowledge base, or it has no such pipeline.
        """
        # Dify takes every text for yes, `false` too; only an empty one asks for the draft.
        call = list_datasource_plugins.call(id_of(dataset_id, "id"), is_published=None if is_published else "")
        return self._send(call, options)

    def run_datasource_node(
        self,
        dataset_id: Any,
        node_id: Any,
        *,
        inputs: Mapping[str, Any] | None = None,
        datasource_type: DatasourceType | str | None = None,
        is_published: bool = True,
        credential_id: str | None = None,
        **options: Unpack[StreamOptions],
    ) -> Stream[DatasourceCompletedEvent]:
        """Let a datasource node look for what it can offer: the pages of a site or workspace, the files of a drive.

        POST /datasets/{dataset_id}/pipeline/datasource/nodes/{node_id}/run. The request is sent when the first event is
        asked for.

        Args:
            dataset_id: The knowledge base.
            node_id: The node as `list_datasource_plugins` gives it, or its id.
            inputs: Values for the node's input variables, by name.
            datasource_type: The node's kind of source; the node's own when left out. Files (`local_file`) need no such
                run.
            is_published: The published node; False for the draft's.
            credential_id: The credential to use; the default one when left out.

        Returns:
            The stream: iterate it for its progress, `.final()` gives what was found, in `.data`. A failure raises.

        Raises:
            ValueError: The kind of source is not known.

        Example:
            >>> found = client.pipelines.run_datasource_node(dataset, node, inputs={"url":
            "https://example.com"}).final()
        """
        check_keywords(options, StreamOptions, depth=0)
        call = run_datasource_node.call(
            id_of(dataset_id, "id"),
            id_of(node_id, "node_id"),
            inputs=inputs or {},
            datasource_type=_type_of(node_id, datasource_type),
            is_published=is_published,
            credential_id=credential_id,
        )
        return self._stream(call, StreamKind.DATASOURCE, options, DatasourceCompletedEvent.from_dict, None)

    @overload
    def run_pipeline(
        self,
        dataset_id: Any,
        *,
        start_node_id: Any,
        datasource_info_list: Sequence[PipelineFile | DatasourceInfo | Mapping[str, Any]],
        inputs: Mapping[str, Any] | None = None,
        datasource_type: DatasourceType | str | None = None,
        is_published: bool = True,
        stream: Literal[False] = False,
        **options: Unpack[StreamOptions],
    ) -> PipelineRun: ...
    @overload
    def run_pipeline(
        self,
        dataset_id: Any,
        *,
        start_node_id: Any,
        datasource_info_list: Sequence[PipelineFile | DatasourceInfo | Mapping[str, Any]],
        inputs: Mapping[str, Any] | None = None,
        datasource_type: DatasourceType | str | None = None,
        is_published: bool = True,
        stream: Literal[True],
        **options: Unpack[StreamOptions],
    ) -> Stream[PipelineRun]: ...
    def run_pipeline(
        self,
        dataset_id: Any,
        *,
        start_node_id: Any,
        datasource_info_list: Sequence[PipelineFile | DatasourceInfo | Mapping[str, Any]],
        inputs: Mapping[str, Any] | None = None,
        datasource_type: DatasourceType | str | None = None,
        is_published: bool = True,
        stream: bool = False,
        **options: Unpack[StreamOptions],
    ) -> PipelineRun | Stream[PipelineRun]:
        """Run the pipeline of a knowledge base, which makes a document of each thing that it reads.

        POST /datasets/{dataset_id}/pipeline/run. A published pipeline answers at once, and its documents are indexed
        afterwards. The draft is run for a try: it is read as a stream and put together.

        Args:
            dataset_id: The knowledge base.
            start_node_id: The datasource node to start at, as `list_datasource_plugins` gives it, or its id.
            datasource_info_list: What to read: files as `upload_pipeline_file` returned them, or dicts as Dify takes
                them.
            inputs: Values for the pipeline's input variables, by name.
            datasource_type: What these things are; the node's own kind when left out.
            is_published: Run the published pipeline; False runs the draft.
            stream: Return the stream of events of a draft in place of its answer. A published pipeline has none: its
                stream is empty, and `.final()` gives its answer.

        Returns:
            Of a published pipeline `.batch` and `.documents`; of a draft `.data`, a failed run too: look at its
            `.status` and `.error`.

        Raises:
            ValueError: The kind of source is not known.
            DifyConflictError: The pipeline is not published.
            DifyValidationError: An argument is refused.

        Example:
            >>> file = client.pipelines.upload_pipeline_file("handbook.pdf")
            >>> node = (client.pipelines.list_datasource_plugins(dataset))[0]
            >>> run = client.pipelines.run_pipeline(dataset, start_node_id=node, datasource_info_list=[file])
            >>> status = client.documents.get_batch_indexing_status(dataset, run)
        """
        check_keywords(options, StreamOptions, depth=0)
        call = run_pipeline.call(
            id_of(dataset_id, "id"),
            inputs=inputs or {},
            datasource_type=_type_of(start_node_id, datasource_type),
            datasource_info_list=[datasource_info(item) for item in datasource_info_list],
            start_node_id=id_of(start_node_id, "node_id"),
            is_published=is_published,
            response_mode="streaming",
        )
        events = self._stream(call, StreamKind.PIPELINE, options, PipelineRun.from_dict, None)
        return events if stream else events.final()


def _type_of(node: Any, given: DatasourceType | str | None) -> DatasourceType | str:
    found: DatasourceType | str | None = given or getattr(node, "datasource_type", None)
    if found is None:
        raise ValueError("which kind of source? pass datasource_type=, or the node as list_datasource_plugins gives it")
    return found
