from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.human_input_form import HumanInputForm
    from ...types import AsyncSender, Sender


class HumanInputApi:
    """The operations of the area `human_input` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_chatflow_human_input_form(self, form_token: str) -> HumanInputForm:
        """Get a form that a run waits for.

        GET /form/human_input/{form_token}

        For workflows and chatflows, when the node delivers its form to the web app. Answered and expired forms are 412.

        Args:
            form_token: The `form_token` of `human_input_required` or of a pause's reasons
        """
        from .get_chatflow_human_input_form import call

        return self._sender.send(call(form_token))

    def submit_chatflow_human_input_form(
        self, form_token: str, *, inputs: Mapping[str, Any], action: str, user: str
    ) -> dict[str, Any]:
        """Submit a form that a run waits for.

        POST /form/human_input/{form_token}

        The first answer counts, and the run goes on; its events can be streamed. A second answer is 412.

        Args:
            form_token: The `form_token` of `human_input_required` or of a pause's reasons
            inputs: The values by each field's `output_variable_name`: text for a paragraph or select, a file object
                or a list of them for files
            action: Id of the chosen button, one of the form's `user_actions`
            user: The end user who answers; it need not be the one who started the run
        """
        from .submit_chatflow_human_input_form import call

        return self._sender.send(call(form_token, inputs=inputs, action=action, user=user))


class AsyncHumanInputApi:
    """The operations of the area `human_input` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_chatflow_human_input_form(self, form_token: str) -> HumanInputForm:
        """Get a form that a run waits for.

        GET /form/human_input/{form_token}

        For workflows and chatflows, when the node delivers its form to the web app. Answered and expired forms are 412.

        Args:
            form_token: The `form_token` of `human_input_required` or of a pause's reasons
        """
        from .get_chatflow_human_input_form import call

        return await self._sender.send(call(form_token))

    async def submit_chatflow_human_input_form(
        self, form_token: str, *, inputs: Mapping[str, Any], action: str, user: str
    ) -> dict[str, Any]:
        """Submit a form that a run waits for.

        POST /form/human_input/{form_token}

        The first answer counts, and the run goes on; its events can be streamed. A second answer is 412.

        Args:
            form_token: The `form_token` of `human_input_required` or of a pause's reasons
            inputs: The values by each field's `output_variable_name`: text for a paragraph or select, a file object
                or a list of them for files
            action: Id of the chosen button, one of the form's `user_actions`
            user: The end user who answers; it need not be the one who started the run
        """
        from .submit_chatflow_human_input_form import call

        return await self._sender.send(call(form_token, inputs=inputs, action=action, user=user))
