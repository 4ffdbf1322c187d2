"""What the tests of the methods share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("unit.replay", "unit.played")

from unit.replay import Replay  # noqa: E402
from unit.worlds import World  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["sync", "async"])
def dify(request: pytest.FixtureRequest) -> Iterator[Replay]:
    """Recorded exchanges played back to `Client` and to `AsyncClient`."""
    with Replay(request.param) as replay:
        yield replay


@pytest.fixture(params=["sync", "async"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Makes clients of both kinds."""
    with World(request.param) as world:
        yield world
