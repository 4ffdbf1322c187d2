# Derived from _async by scripts/unasync.py; edit there.
"""What has to be done before an app is called: its inputs are checked, where that is asked for, and their local files uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydify_plus._core.app_memory import AppMemory
from pydify_plus._core.input_files import LocalFile, local_files, with_ids
from pydify_plus._core.input_form import problems_of
from pydify_plus.errors import DifyInputError

from .locks import lock_of

if TYPE_CHECKING:
    from pydify_plus.models.app_parameters import AppParameters
    from pydify_plus_generated.types import Call

    from .caller import Caller

T = TypeVar("T")

_FORM_SECONDS = 300.0
_SHARED_OPTIONS = ("timeout", "retries", "extra_headers")
"""What of a call's options holds for the calls that prepare it too."""


def prepared(client: Caller, call: Call[T], options: Mapping[str, Any]) -> Call[T]:
    """The call as it can be sent.

    Raises:
        DifyInputError: Its inputs are wrong.
        DifyError: The app's form could not be read, or a file not be uploaded.
    """
    checks = bool(options.get("validate_inputs"))
    files = dict.fromkeys(local_files(call.json))
    if not checks and not files:
        return call
    shared = {name: options[name] for name in _SHARED_OPTIONS if name in options}
    headers: Mapping[str, str] | None = options.get("extra_headers")
    # Another key leads to another app.
    other = headers is not None and any(name.lower() == "authorization" for name in headers)
    app = AppMemory() if other else client._settings.app
    if checks:
        _check_inputs(client, app, call.json, shared)
    if not files:
        return call
    body: dict[str, Any] = {**call.json, **(options.get("extra_body") or {})}
    user = str(body.get("user") or client.user)
    ids = {file: _id_of(client, app, file, user, shared) for file in files}
    return replace(call, json=with_ids(call.json, ids))


def _check_inputs(client: Caller, app: AppMemory, body: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    def problems(form: AppParameters) -> list[tuple[str, str]]:
        return problems_of(body["inputs"], form.fields, continued=bool(body.get("conversation_id")))

    known = app.form
    form = _form_of(client, app, options)
    if form is known and problems(form):  # the app may have another form by now
        app.form = None
        form = _form_of(client, app, options)
    found = problems(form)
    if found:
        raise DifyInputError(found)


def _form_of(client: Caller, app: AppMemory, options: Mapping[str, Any]) -> AppParameters:
    from pydify_plus.models.app_parameters import AppParameters
    from pydify_plus_generated.api.app_config import get_chat_app_parameters

    with lock_of(app):
        if app.form is None or monotonic() > app.form_until:
            answer = _answer_to(client, get_chat_app_parameters.call(), options)
            app.form, app.form_until = AppParameters.from_dict(answer), monotonic() + _FORM_SECONDS
        return app.form


def _id_of(client: Caller, app: AppMemory, file: LocalFile, user: str, options: Mapping[str, Any]) -> str:
    from pydify_plus_generated.api.files import upload_chat_file

    with lock_of(file):
        file_id = file.id_for(app, user)
        if file_id is None:
            answer = _answer_to(client, upload_chat_file.call(file=file.part, user=user), options)
            file_id = cast("str", answer["id"])
            file.uploaded(app, user, file_id)
        return file_id


def _answer_to(client: Caller, call: Call[Any], options: Mapping[str, Any]) -> Any:
    # Not `send`: the response is not one of the call that is being prepared.
    return client._json_of(call, client._exchange(call, options, stream=False))
