from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.human_input_form import HumanInputForm


def call(form_token: str) -> Call[HumanInputForm]:
    """Get a form that a run waits for.

    GET /form/human_input/{form_token}

    For workflows and chatflows, when the node delivers its form to the web app. Answered and expired forms are 412.

    Args:
        form_token: The `form_token` of `human_input_required` or of a pause's reasons
    """
    from ...models.human_input_form import HumanInputForm

    return Call(
        operation="getChatflowHumanInputForm",
        method="GET",
        path=path_with("/form/human_input/{form_token}", form_token=form_token),
        key="app",
        repeatable=True,
        answer="json",
        parse=HumanInputForm.from_dict,
    )
