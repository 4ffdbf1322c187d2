"""The server to test against, and clients for it.

It is the embedded Dify, unless the environment names a real one: `DIFY_CONTRACT_BASE_URL`, a key for an app of each mode
(`DIFY_CONTRACT_CHAT_KEY`, `…_AGENT_KEY`, `…_CHATFLOW_KEY`, `…_COMPLETION_KEY`, `…_WORKFLOW_KEY`) and `DIFY_CONTRACT_DATASET_KEY`.
A test whose key is missing is skipped.

`--engine httpx2` or `--engine aiohttp` runs the tests over another HTTP client than the client's own.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import pytest
from contract.as_async import AsAsync
from contract.helpers import has_embedding_model, indexed, unique
from engines import ENGINES, has_engine, http_client

from pydify_plus import AsyncClient, Client

APPS = {
    "chat": "chat",
    "agent": "agent-chat",
    "chatflow": "advanced-chat",
    "completion": "completion",
    "workflow": "workflow",
}
"""Dify's name of the mode of each app."""
CONVERSING = ("chat", "agent", "chatflow")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="the HTTP client to run the contract tests over")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the worlds that an engine is not for."""
    engine = engine_of(config)
    if engine is None:
        return
    left_out = [item for item in items if (world := _world_of(item)) is not None and not has_engine(engine, world)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _world_of(item: pytest.Item) -> str | None:
    return (
        item.callspec.params.get("world") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
    )


def engine_of(config: pytest.Config) -> str | None:
    """The HTTP client that was asked for; None for the client's own."""
    engine: str | None = config.getoption("--engine", default=None)
    return engine


@dataclass(frozen=True)
class Dify:
    """A server, and the keys that there are for it.

    Attributes:
        base_url: Where its Service API is.
        keys: The key of each app, and `dataset` for the knowledge key; None where there is none.
    """

    base_url: str
    keys: Mapping[str, str | None] = field(repr=False)

    def key(self, name: str) -> str:
        """A key; without it, the test is skipped."""
        key = self.keys[name]
        if not key:
            pytest.skip(f"DIFY_CONTRACT_{name.upper()}_KEY is not set")
        return key


@pytest.fixture(scope="session")
def dify() -> Iterator[Dify]:
    """The server that the environment names, else the embedded one."""
    base_url = os.environ.get("DIFY_CONTRACT_BASE_URL")
    if base_url:
        yield Dify(base_url, {name: os.environ.get(f"DIFY_CONTRACT_{name.upper()}_KEY") for name in (*APPS, "dataset")})
        return
    from pydify_plus.testing import DifyServer, Quirks

    # A real server keeps a finished run's connection for a second; a tenth tells as much here, and saves a minute.
    server = DifyServer(quirks=Quirks(linger=0.1), chunk_delay=0.002)
    with pytest.MonkeyPatch.context() as patch, server:
        patch.setenv("no_proxy", "*")
        keys = {name: server.app_key(mode) for name, mode in APPS.items()}
        yield Dify(server.base_url, {**keys, "dataset": server.dataset_key})


@pytest.fixture(params=["sync", "asyncio", pytest.param("trio", marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest) -> str:
    """Whose client is tested, and on which event loop."""
    return str(request.param)


@pytest.fixture
def anyio_backend(world: str) -> str:
    return "trio" if world == "trio" else "asyncio"


class Connect(Protocol):
    """Makes a client for an app of the server, or for `dataset` alone, which all clients have too where there is a key for it.

    Its user is one that nobody else is, unless `user=` is given. What that user talked about is deleted after the test.
    """

    def __call__(self, app: str, /, **options: Any) -> Any: ...


@pytest.fixture
async def connect(dify: Dify, world: str, request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    engine = engine_of(request.config)
    async with AsyncExitStack() as after:
        https: dict[str, Any] = {}
        if engine is not None:
            https["http_client"] = http = http_client(engine, world, trust_env=True)
            after.push_async_callback(AsAsync(http).aclose if world == "sync" else http.aclose)
            if world != "sync":
                https["sync_http_client"] = after.enter_context(
                    http_client(engine if has_engine(engine, "sync") else "httpx", "sync", trust_env=True)
                )

        def connect(app: str, /, **options: Any) -> Any:
            keys = {} if app == "dataset" else {"api_key": dify.key(app)}
            if app == "dataset" or dify.keys["dataset"]:
                keys["dataset_api_key"] = dify.key("dataset")
            options = {"base_url": dify.base_url, "user": f"contract-{uuid4()}", **https, **keys, **options}
            client: Any = AsAsync(Client(**options)) if world == "sync" else AsyncClient(**options)
            after.push_async_callback(client.aclose)
            if app in CONVERSING and options["api_key"] == dify.keys[app]:
                after.push_async_callback(forget, client)
            return client

        yield connect


async def forget(client: Any) -> None:
    """Delete all conversations of a client's user."""
    for conversation in [each async for each in client.sessions.list_conversations()]:
        await client.sessions.delete_conversation(conversation)


@pytest.fixture(params=CONVERSING)
def conversing(request: pytest.FixtureRequest) -> str:
    """Each app that one can converse with."""
    return str(request.param)


@pytest.fixture
def knowledge(connect: Connect) -> Any:
    """A client with the knowledge key."""
    return connect("dataset")


@pytest.fixture
async def dataset(knowledge: Any) -> AsyncIterator[Any]:
    """A dataset, indexed in the best way that the server offers."""
    technique = "high_quality" if await has_embedding_model(knowledge) else "economy"
    dataset = await knowledge.dataset.create_dataset(unique(), indexing_technique=technique)
    yield dataset
    await knowledge.dataset.delete_dataset(dataset)


@pytest.fixture
async def document(knowledge: Any, dataset: Any) -> Any:
    """A document in the dataset, about tea and about coffee, indexed."""
    made = await knowledge.documents.create_document_from_text(
        dataset.id,
        "drinks.txt",
        "Green tea is steeped at eighty degrees.\n\nEspresso is pressed through ground coffee.\n\n绿茶要用八十度的水冲泡。",
        process_rule={
            "mode": "custom",
            "rules": {
                "pre_processing_rules": [{"id": "remove_extra_spaces", "enabled": True}],
                "segmentation": {"separator": "\n\n", "max_tokens": 500},
            },
        },
    )
    return await indexed(knowledge, dataset, made)
