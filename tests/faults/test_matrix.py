"""Every kind of call under every fault, with both clients: what comes of it, and how many requests it takes."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faults.calls import do, prepare
from faults.matrix import CALLS, MATRIX, SILENCE, Cell, Row
from unit.loops import Loop

from pydify_plus import Client, DifyError
from pydify_plus.testing import DifyServer, Fault, Quirks
from pydify_plus.testing.request import ReceivedRequest


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer(quirks=Quirks(linger=0.02), chunk_delay=0.02, indexing_step=0, keep_requests=20_000) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def things(server: DifyServer) -> dict[str, Any]:
    """A dataset to search and a file to download."""
    with Client(
        server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key, user="alice", verify=False
    ) as client:
        return prepare(client)


async def outcomes_of(
    loop: Loop, server: DifyServer, things: dict[str, Any]
) -> dict[tuple[str, str], tuple[Cell, Cell]]:
    """Of each fault and call what should come of it, and what did."""
    found: dict[tuple[str, str], tuple[Cell, Cell]] = {}
    keys = {
        call: server.app_key("workflow" if call.startswith("workflow") else "chat") for call in CALLS
    }  # fmt: skip
    options = {"dataset_api_key": server.dataset_key, "retries": 3, "retry_backoff_factor": 0.001, "timeout": 20.0}
    async with loop.client(server.base_url, **options) as client:

        async def one(place: tuple[Row, int]) -> None:
            row, column = place
            call, name = list(CALLS)[column], f"{loop.name}-{MATRIX.index(row)}-{column}"

            def is_ours(request: ReceivedRequest) -> bool:
                return request.headers.get("x-cell") == name

            asked: dict[str, Any] = {"extra_headers": {"x-cell": name}}
            if row.is_silence:
                asked["timeout"] = SILENCE
            with server.faults.add(row.fault, times=None if row.always else 1, when=is_ours):
                try:
                    is_right = await do(loop, client.with_options(api_key=keys[call]), call, things, **asked)
                    outcome = "value" if is_right else "wrong value"
                except DifyError as error:
                    outcome = type(error).__name__
            requests = sum(is_ours(request) for request in list(server.requests))
            found[row.english, call] = row.cells[column], Cell(outcome, requests)

        places = [(row, column) for row in MATRIX for column in range(len(CALLS))]
        await loop.each(places, one, at_a_time=24)
    return found


@pytest.mark.parametrize("world", ["sync", "asyncio"])
def test_every_call_under_every_fault(
    world: Any, server: DifyServer, things: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    loop = Loop(world)
    found = loop.run(lambda: outcomes_of(loop, server, things))
    wrong = {place: cells for place, cells in found.items() if cells[0] != cells[1]}
    with capsys.disabled():
        sys.stdout.write(f"\nfault matrix, {world}: {len(found) - len(wrong)} of {len(found)} cells as written\n")
    assert not wrong, "\n".join(f"{place}: {expected} but {got}" for place, (expected, got) in wrong.items())


def test_every_fault_has_a_row() -> None:
    makers = {name for name, member in vars(Fault).items() if isinstance(member, classmethod)}
    used = inspect.getsource(importlib.import_module("faults.matrix"))
    assert makers - {name for name in makers if f"Fault.{name}(" in used} <= {"header"}  # `version` is one
    assert all(len(row.cells) == len(CALLS) for row in MATRIX)


def test_the_pages_in_the_docs_are_the_table() -> None:
    script = Path(__file__).parents[2] / "scripts" / "fault_table.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
