"""Forms that paused runs have put before somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer
from ..errors import ServiceError, not_found
from ..graph_runs import go_on
from ..human_input import Form
from ..routing import Routes
from ..validation import Model, mapping, required
from .payloads import TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_FORM = "/form/human_input/<string:form_token>"
_SUBMIT = Model("HumanInputFormSubmitPayload", inputs=required(mapping()), action=TEXT_REQUIRED)


@routes("GET", _FORM)
async def get_form(request: ServiceRequest) -> Response:
    return answer(_open_form(request).definition())


@routes("POST", _FORM, user="json", user_required=True)
async def submit_form(request: ServiceRequest) -> Response:
    payload = await request.read_json(_SUBMIT)
    form = _open_form(request)
    complaint = form.submit(payload["action"], payload["inputs"])
    if complaint is not None:
        raise ServiceError(400, "invalid_form_data", complaint)
    request.workspace.start(go_on(request.workspace, form.run))
    return answer({})


def _open_form(request: ServiceRequest) -> Form:
    """The form of the token in the path, while it waits for an answer.

    Raises:
        ServiceError: There is none, it is another app's, or it is decided.
    """
    form = request.workspace.forms.get(request.values["form_token"])
    if form is None or form.run.app is not request.app:
        raise not_found("Form not found")
    if form.action is not None:
        message = f"This form has already been submitted by another user, form_id={form.id}"
        raise ServiceError(412, "human_input_form_submitted", message)
    if form.is_expired or form.expires_at <= request.workspace.clock.now():
        raise ServiceError(412, "human_input_form_expired", f"This form has expired, form_id={form.id}")
    return form
