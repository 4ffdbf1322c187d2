"""Servers for the tests of the embedded Dify."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from testing.conversation import Talk

from pydify_plus.testing import DifyServer, Quirks


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    """A server with its default apps that does not dawdle."""
    with DifyServer(quirks=Quirks.none(), chunk_delay=0, indexing_step=0) as server:
        yield server


@pytest.fixture
def talk(server: DifyServer) -> Iterator[Callable[..., Talk]]:
    """Makes a talk with an app of the server, or with its knowledge."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(Talk(server, *args, **options))
