"""Asking a server what `_core.diagnosis` needs to know."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from pydify_plus._core.diagnosis import KeyProbes, Probe, diagnosis
from pydify_plus._core.redaction import redact
from pydify_plus.errors import DifyAPIError, DifyError, DifyTransportError
from pydify_plus_generated.api.app_config import get_chat_app_info, get_chat_app_parameters
from pydify_plus_generated.api.dataset import list_datasets
from pydify_plus_generated.api.server import get_server_index

if TYPE_CHECKING:
    from pydify_plus._core.keys import Secret
    from pydify_plus.models.diagnosis import Diagnosis
    from pydify_plus_generated.types import Call

    from .client import AsyncClient


PATIENCE = 10.0
"""The most seconds that a request waits."""


async def diagnose(client: AsyncClient) -> Diagnosis:
    settings = client._settings
    client = client.with_options(timeout=min(settings.timeout or PATIENCE, PATIENCE), retries=0)
    _ = client._engine.http  # made here, so that the time that the first request takes is the server's
    index = await _probe(client, get_server_index.call())
    keys: list[KeyProbes] = []
    if not isinstance(index.error, DifyTransportError):
        for parameter, secret in (("api_key", settings.app_key), ("dataset_api_key", settings.dataset_key)):
            if secret is not None:
                keys.append(await _probe_key(client, parameter, secret))
    return diagnosis(client.base_url, index, keys)


async def _probe_key(client: AsyncClient, parameter: str, secret: Secret) -> KeyProbes:
    try:
        secret.reveal()
    except Exception as problem:
        return KeyProbes(
            parameter, problem=f"the callable that gives it raised {type(problem).__name__}: {redact(str(problem))}"
        )
    alone = client.on(client._engine, replace(client._settings, app_key=secret, dataset_key=secret))
    info = await _probe(alone, get_chat_app_info.call())
    parameters = await _probe(alone, get_chat_app_parameters.call()) if info.answer is not None else None
    datasets = await _probe(alone, list_datasets.call(limit=1))
    return KeyProbes(parameter, info=info, parameters=parameters, datasets=datasets)


async def _probe(client: AsyncClient, call: Call[Any]) -> Probe:
    started = time.perf_counter()
    try:
        response = await client._exchange(call, {}, stream=False)
        answer = client._json_of(call, response)
    except DifyError as error:
        version = error.server_version if isinstance(error, DifyAPIError) else None
        return Probe(error=error, version=version, seconds=time.perf_counter() - started)
    return Probe(
        answer=cast("dict[str, Any]", answer) if isinstance(answer, dict) else {},
        version=response.headers.get("x-version"),
        seconds=time.perf_counter() - started,
    )
