"""The HTTP clients that the tests run over."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import httpx2
from httpx_aiohttp import HttpxAiohttpClient

ENGINES = ("httpx", "httpx2", "aiohttp")

_TLS = ssl.create_default_context()  # made once: it takes longer than most tests
_MAKERS: dict[tuple[str, str], Any] = {
    ("httpx", "sync"): (httpx.Client, httpx.Limits),
    ("httpx", "asyncio"): (httpx.AsyncClient, httpx.Limits),
    ("httpx", "trio"): (httpx.AsyncClient, httpx.Limits),
    ("httpx2", "sync"): (httpx2.Client, httpx2.Limits),
    ("httpx2", "asyncio"): (httpx2.AsyncClient, httpx2.Limits),
    ("httpx2", "trio"): (httpx2.AsyncClient, httpx2.Limits),
    ("aiohttp", "asyncio"): (HttpxAiohttpClient, httpx.Limits),
}


def has_engine(engine: str, world: str) -> bool:
    """Whether an engine is for a world: aiohttp is for asyncio alone."""
    return (engine, world) in _MAKERS


def http_client(engine: str, world: str, *, max_connections: int = 1000, trust_env: bool = False) -> Any:
    """A client to give as `http_client`, for `sync`, `asyncio` or `trio`."""
    make, limits = _MAKERS[engine, world]
    return make(verify=_TLS, limits=limits(max_connections=max_connections), trust_env=trust_env)
