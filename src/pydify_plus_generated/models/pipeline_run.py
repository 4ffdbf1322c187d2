from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .pipeline_run_data import PipelineRunData
    from .pipeline_run_dataset import PipelineRunDataset
    from .pipeline_run_document import PipelineRunDocument


class PipelineRun(View):
    """A published run has `batch`, `dataset` and `documents`; a run of the draft that was waited for has `task_id`,
    `workflow_run_id` and `data`."""

    batch: str | None
    """Names this round of indexing; ask for its indexing status."""
    dataset: PipelineRunDataset | None
    """The knowledge base."""
    documents: list[PipelineRunDocument] | None
    """The documents to come."""
    task_id: str | None
    """The run while it goes on."""
    workflow_run_id: str | None
    """The run itself."""
    data: PipelineRunData | None
    """The finished run of the draft."""

    _fields = {
        "batch": "batch",
        "dataset": "dataset",
        "documents": "documents",
        "task_id": "task_id",
        "workflow_run_id": "workflow_run_id",
        "data": "data",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .pipeline_run_data import PipelineRunData
        from .pipeline_run_dataset import PipelineRunDataset
        from .pipeline_run_document import PipelineRunDocument

        return {
            "dataset": PipelineRunDataset.from_dict,
            "documents": list_of(PipelineRunDocument.from_dict),
            "data": PipelineRunData.from_dict,
        }
