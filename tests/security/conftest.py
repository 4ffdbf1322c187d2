from __future__ import annotations

from collections.abc import Iterator

import pytest
from unit.worlds import World


@pytest.fixture(params=["sync", "async"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with World(request.param) as world:
        yield world
