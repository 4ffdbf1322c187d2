from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .human_input_form_definition import HumanInputFormDefinition
    from .human_input_form_submission import HumanInputFormSubmission


class HumanInputContent(View):
    """A form that a chatflow put before a person, and what came of it."""

    workflow_run_id: str | None
    """The run that asked."""
    submitted: bool | None
    """Whether the form was answered."""
    type: str | None
    """`human_input`."""
    form_definition: HumanInputFormDefinition | None
    """The form."""
    form_submission_data: HumanInputFormSubmission | None
    """The answer to it."""

    _fields = {
        "workflow_run_id": "workflow_run_id",
        "submitted": "submitted",
        "type": "type",
        "form_definition": "form_definition",
        "form_submission_data": "form_submission_data",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .human_input_form_definition import HumanInputFormDefinition
        from .human_input_form_submission import HumanInputFormSubmission

        return {
            "form_definition": HumanInputFormDefinition.from_dict,
            "form_submission_data": HumanInputFormSubmission.from_dict,
        }
