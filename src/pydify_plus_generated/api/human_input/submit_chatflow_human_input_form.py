from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, as_is, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping


def call(form_token: str, *, inputs: Mapping[str, Any], action: str, user: str) -> Call[dict[str, Any]]:
    """Submit a form that a run waits for.

    POST /form/human_input/{form_token}

    The first answer counts, and the run goes on; its events can be streamed. A second answer is 412.

    Args:
        form_token: The `form_token` of `human_input_required` or of a pause's reasons
        inputs: The values by each field's `output_variable_name`: text for a paragraph or select, a file object or
            a list of them for files
        action: Id of the chosen button, one of the form's `user_actions`
        user: The end user who answers; it need not be the one who started the run
    """
    return Call(
        operation="submitChatflowHumanInputForm",
        method="POST",
        path=path_with("/form/human_input/{form_token}", form_token=form_token),
        key="app",
        repeatable=False,
        answer="json",
        parse=as_is,
        json=json_body({"inputs": inputs, "action": action, "user": user}),
    )
