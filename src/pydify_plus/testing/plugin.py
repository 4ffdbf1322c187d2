"""A pytest plugin: an embedded Dify and clients for it as fixtures.

pytest loads it by itself where pydify-plus is installed; it imports nothing else of the package before a fixture is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pydify_plus import AsyncClient, Client

    from .apps import App
    from .server import DifyServer

_USER = "pytest"
_BACKOFF = 0.01  # seconds: a test of a retry should not wait for it


@pytest.fixture
def dify_apps() -> Iterable[App] | str | Path:
    """The apps that `dify_server` has beside its default ones: override it, with apps or with the path of a YAML file of them."""
    return ()


@pytest.fixture
def dify_server_options() -> dict[str, Any]:
    """More keywords for the `DifyServer` of `dify_server`: override it."""
    return {}


@pytest.fixture
def dify_server(
    dify_apps: Iterable[App] | str | os.PathLike[str], dify_server_options: dict[str, Any]
) -> Iterator[DifyServer]:
    """An embedded Dify of this test alone, on a port of its own, which starts in milliseconds.

    It neither pauses nor dawdles: `Quirks.none()`, no delay between the pieces of an answer, indexing at once. `dify_server_options`
    has the last word.
    """
    try:
        from . import DifyServer, Quirks
    except ModuleNotFoundError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    options: dict[str, Any] = {"quirks": Quirks.none(), "chunk_delay": 0, "indexing_step": 0, **dify_server_options}
    if isinstance(dify_apps, str | os.PathLike):
        server = DifyServer.from_file(dify_apps, **options)
    else:
        server = DifyServer(dify_apps, **options)
    with pytest.MonkeyPatch.context() as patch, server:
        # No proxy of this machine's stands between a test and its own server.
        exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
        patch.setenv("no_proxy", f"{exempt},127.0.0.1" if exempt else "127.0.0.1")
        yield server


@pytest.fixture
def dify_app(dify_server: DifyServer) -> Callable[..., str]:
    """Adds an app to `dify_server` and returns its key: `dify_app(answer="It is raining.")`.

    It takes what `App` takes; `name` and `mode` are `"app"` and `"chat"` when left out, and one of a used name takes its place.
    """
    from . import App

    def add(name: str = "app", mode: Any = "chat", **fields: Any) -> str:
        return dify_server.add_app(App(name, mode, **fields))

    return add


@pytest.fixture
def dify_client(dify_server: DifyServer) -> Iterator[Client]:
    """A `Client` for the chat app and the knowledge of `dify_server`; `dify_client.with_options(api_key=…)` is one for another app."""
    from pydify_plus import Client

    with Client(**_options(dify_server)) as client:
        yield client


@pytest.fixture
def async_dify_client(dify_server: DifyServer) -> AsyncClient:
    """The asynchronous `dify_client`, for tests under anyio's, pytest-asyncio's or any other runner."""
    from pydify_plus import AsyncClient

    # The test's event loop is gone before a fixture could close connections on it: so none is kept.
    return AsyncClient(**_options(dify_server), default_headers={"Connection": "close"})


def _options(server: DifyServer) -> dict[str, Any]:
    return {
        "base_url": server.base_url,
        "api_key": server.app_key("chat"),
        "dataset_api_key": server.dataset_key,
        "user": _USER,
        "retry_backoff_factor": _BACKOFF,
    }
