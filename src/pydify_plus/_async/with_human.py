"""Running with somebody at hand, who fills in the forms that the run waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydify_plus.errors import DifyError
from pydify_plus_generated.api.human_input import get_chatflow_human_input_form, submit_chatflow_human_input_form
from pydify_plus_generated.models import PauseReason

from .progress import ask

if TYPE_CHECKING:
    from .caller import AsyncCaller
    from .stream import AsyncStream

AnswerT = TypeVar("AnswerT")

_SHARED_OPTIONS = ("timeout", "retries", "extra_headers")
_LATEST = ("form_content", "inputs", "resolved_default_values", "expiration_time")
"""What a form has when it is read, in place of what the pause says: its text has the variables put in."""


async def final_with_human(
    client: AsyncCaller,
    stream: AsyncStream[AnswerT],
    on_form: Callable[[PauseReason], Any],
    user: str,
    options: Mapping[str, Any],
) -> AnswerT:
    """Read a stream to the run's end, over all its pauses.

    Args:
        client: What reads and submits the forms.
        stream: The run's, of which nothing has been read.
        on_form: Asked about each form.
        user: The end user who submits.
        options: Those of the run.

    Raises:
        DifyError: The run waits for something that cannot be submitted here.
    """
    shared = {name: options[name] for name in _SHARED_OPTIONS if name in options}
    while True:
        answer = await stream.final()
        if not stream.paused:
            return answer
        submitted: list[str] = []
        for form in stream.forms:
            if form.form_token is None:
                raise DifyError(
                    f"the form of node {form.node_id!r} cannot be submitted here: it goes out by e-mail or the console"
                )
            read = await client.send(get_chatflow_human_input_form.call(form.form_token), None, shared)
            latest = {name: read[name] for name in _LATEST if name in read}
            action, inputs = _decision(await ask(on_form, PauseReason.from_dict({**form.to_dict(), **latest})))
            call = submit_chatflow_human_input_form.call(form.form_token, inputs=inputs, action=action, user=user)
            await client.send(call, None, shared)
            submitted.append(form.form_id)
        if not submitted:
            raise DifyError("the run is paused, and no form is named that could be submitted")
        stream._go_on(submitted)


def _decision(answer: Any) -> tuple[str, Mapping[str, Any]]:
    if isinstance(answer, str):
        return answer, {}
    match answer:
        case (str(action), Mapping()):
            return action, cast("Mapping[str, Any]", answer[1])
        case _:
            raise TypeError(
                f"on_form must return the id of a button, or a pair of it and the fields' values, not {answer!r}"
            )
