"""What holds for all tests."""

from __future__ import annotations

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The thousands of collected tests stay: each collection of garbage would look through them all again."""
    import hypothesis  # noqa: F401 - its plugin does at the end, and must not find the objects that it looks for frozen

    gc.collect()
    gc.freeze()
