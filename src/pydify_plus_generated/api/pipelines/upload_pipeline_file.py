from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, File, multipart_parts

if TYPE_CHECKING:
    from ...models.pipeline_file import PipelineFile


def call(*, file: File) -> Call[PipelineFile]:
    """Upload a file for a pipeline.

    POST /datasets/pipeline/file-upload

    One file per request; its id is the `reference` of a `local_file` datasource when a pipeline is run. Too large a
    file is answered with 400 `invalid_param` and an empty message. Absent on older servers (1.9.2).

    Args:
        file: The file, with a name; exactly one
    """
    from ...models.pipeline_file import PipelineFile

    return Call(
        operation="uploadPipelineFile",
        method="POST",
        path="/datasets/pipeline/file-upload",
        key="dataset",
        repeatable=False,
        answer="json",
        parse=PipelineFile.from_dict,
        parts=multipart_parts({"file": file}),
    )
