"""Forms that runs wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of
from pydify_plus_generated.api.human_input import get_chatflow_human_input_form, submit_chatflow_human_input_form

from ..resource import AsyncResource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import HumanInputForm


class AsyncHumanInput(AsyncResource):
    """The forms of human input nodes, of workflows and chatflows, that are delivered to the web app.

    A stream names the form in its event `human_input_required`. Dify 1.9 has no such forms.
    """

    async def get_form(self, form_token: Any, **options: Unpack[RequestOptions]) -> HumanInputForm:
        """Get a form that a run waits for.

        GET /form/human_input/{form_token}

        Args:
            form_token: The token, or what carries it: the data of `human_input_required`, a reason of a pause.

        Returns:
            The form: its text, fields and buttons (`.user_actions`), and until when it can be submitted.

        Raises:
            DifyNotFoundError: There is no such form in this app.
            DifyConflictError: It is submitted already, or its time is over.
        """
        return await self._send(get_chatflow_human_input_form.call(id_of(form_token, "form_token")), options)

    async def submit_form(
        self,
        form_token: Any,
        action: str,
        inputs: Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> None:
        """Submit a form, upon which the run goes on. The first answer counts.

        POST /form/human_input/{form_token}

        Args:
            form_token: As in `get_form`.
            action: The id of a button, one of the form's `user_actions`.
            inputs: The values by each field's `output_variable_name`: text, or a file, or a list of files.

        Raises:
            DifyNotFoundError: There is no such form in this app.
            DifyConflictError: It is submitted already, or its time is over.
            DifyValidationError: The form has no such button, or a field is missing.

        Example:
            >>> form = await client.human_input.get_form(event.data)
            >>> button = form.user_actions[0].id
            >>> await client.human_input.submit_form(event.data, button, {"comment": "looks good"}, user="alice")
        """
        call = submit_chatflow_human_input_form.call(
            id_of(form_token, "form_token"), inputs=inputs or {}, action=action, user=self._user(options)
        )
        await self._send(call, options)
