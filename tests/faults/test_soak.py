"""Mixed traffic with faults, for a long time: afterwards nothing of it is left.

PYDIFY_SOAK_SECONDS=600 pytest -m slow tests/faults/test_soak.py
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from faults.calls import do, prepare
from faults.matrix import CALLS
from unit.loops import Loop

from pydify_plus import Client
from pydify_plus.errors import DifyRateLimitError, DifyServerError, DifyTransportError

SECONDS = float(os.environ.get("PYDIFY_SOAK_SECONDS", "60"))
AT_A_TIME = {"asyncio": 24, "sync": 4}
EXPECTED = (DifyTransportError, DifyServerError, DifyRateLimitError)
WEIGHTS = {
    "get": 8,
    "safe post": 3,
    "unsafe post": 1,
    "upload": 1,
    "download": 3,
    "chat stream": 2,
    "workflow stream": 1,
}


class Held(NamedTuple):
    """What this process holds."""

    sockets: int
    threads: int
    tasks: int
    blocks: int
    megabytes: float


def held(tasks: int = 0) -> Held:
    gc.collect()
    links = (path for path in Path("/proc/self/fd").iterdir())
    sockets = 0
    for path in links:
        try:
            sockets += str(path.readlink()).startswith("socket:")
        except OSError:  # the one of the listing itself
            continue
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Held(
        sockets,
        threading.active_count(),
        tasks,
        sys.getallocatedblocks(),
        round(pages * resource.getpagesize() / 1e6, 1),
    )


@contextmanager
def served() -> Iterator[tuple[Any, subprocess.Popen[str]]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "no_proxy": "*"}
    command = [sys.executable, "-m", "faults.soak_server"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            process.stdin.close()


async def traffic(loop: Loop, clients: dict[str, Any], things: dict[str, Any], until: float) -> Counter[str]:
    """Calls of all kinds until it is time to end."""
    done: Counter[str] = Counter()

    async def one(number: int) -> None:
        rng = random.Random(number)
        while time.monotonic() < until:
            call = rng.choices(list(CALLS), [WEIGHTS[call] for call in CALLS])[0]
            try:
                assert await do(loop, clients["workflow" if call.startswith("w") else "chat"], call, things)
                done["value"] += 1
            except EXPECTED as error:
                done[type(error).__name__] += 1

    await loop.each(range(AT_A_TIME[loop.name]), one, at_a_time=AT_A_TIME[loop.name])
    return done


def soak(base_url: str, dataset_key: str, keys: dict[str, str], things: dict[str, Any], seconds: float) -> Counter[str]:
    """Both clients at the same time, for some seconds."""
    options = {"dataset_api_key": dataset_key, "retries": 3, "retry_backoff_factor": 0.01, "timeout": 30.0}
    until = time.monotonic() + seconds
    done: Counter[str] = Counter()

    async def run(loop: Loop) -> None:
        async with loop.client(base_url, **options) as client:
            clients = {app: client.with_options(api_key=key) for app, key in keys.items()}
            done.update(await traffic(loop, clients, things, until))
        if not loop.is_sync:
            await asyncio.sleep(0.1)
            done["tasks left"] += len(asyncio.all_tasks()) - 1

    other = Loop("sync")
    thread = threading.Thread(target=lambda: other.run(lambda: run(other)))
    thread.start()
    loop = Loop("asyncio")
    loop.run(lambda: run(loop))
    thread.join()
    return done


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it is read from /proc what the process holds")
def test_nothing_is_left_of_long_traffic_with_faults(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with served() as ((base_url, dataset_key, keys), process):
        with Client(
            base_url, keys["chat"], dataset_api_key=dataset_key, user="alice", verify=False, retry_backoff_factor=0.01
        ) as client:
            things = prepare(client)
        soak(base_url, dataset_key, keys, things, min(5.0, SECONDS / 4))  # all caches are filled by then
        before = held()
        done = soak(base_url, dataset_key, keys, things, SECONDS)
        after = held(done.pop("tasks left"))
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        requests, faults = json.loads(process.stdout.readline())
    with capsys.disabled():
        sys.stdout.write(
            f"\nsoak of {SECONDS:g} s: {done.total()} calls, {dict(done)}; {requests} requests, {faults} with a fault\n"
            f"before: {before}\nafter:  {after}\n"
        )
    # Not equal: what another test has left behind may go meanwhile.
    assert after.sockets <= before.sockets
    assert after.threads <= before.threads
    assert after.tasks == 0
    assert after.blocks - before.blocks < 20_000
    assert after.megabytes - before.megabytes < 15
    assert done["value"] > 0.8 * done.total()
