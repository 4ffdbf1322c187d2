"""Streams that are cut, stalled, slowed down and split at every point, of every kind of app and of both servers."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from typing import Any, get_args

import httpx
import pytest
from resuming.cut_server import CutServer, cut_server
from resuming.cutting_proxy import Cut, How, header
from resuming.judging import judge, read
from resuming.scenarios import ALL, BY_MODE, NEWER, OLDER, SCENARIOS
from unit.loops import Loop

from pydify_plus._async import recovery as async_recovery
from pydify_plus._core import resumption, stream_state
from pydify_plus._sync import recovery as sync_recovery

ON_BOTH = [name for name, scenario in ALL.items() if scenario.since == OLDER]
SAMPLE = (
    "rich chatflow",
    "failing chatflow",
    "pausing workflow",
    "chatflow with a moderated answer",
    "speaking chatflow",
)
OLDER_SAMPLE = ("chat", "chatflow", "workflow", "failing workflow")
"""The scenarios of which a few streams are broken where time is short."""
HOWS: tuple[How, ...] = get_args(How)
PIECES = (0, 7, 1)
"""Bytes; the small ones take a hundred times as long."""
AWAY = 0.3
"""Seconds: a run takes half as long."""
SILENCE = 3.0
"""Seconds without a byte after which a stream that stalls is given up; a busy machine takes less to answer."""


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, CutServer]]:
    """Both, which start at the same time."""
    with ThreadPoolExecutor() as threads, ExitStack() as running:
        started = threads.map(lambda version: running.enter_context(cut_server(version)), (NEWER, OLDER))
        yield dict(zip((NEWER, OLDER), started, strict=True))


@pytest.fixture(scope="module")
def newer(servers: dict[str, CutServer]) -> CutServer:
    return servers[NEWER]


@pytest.fixture(scope="module")
def older(servers: dict[str, CutServer]) -> CutServer:
    return servers[OLDER]


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(resumption, "POLL_SECONDS", (0.05, 0.1))
    monkeypatch.setattr(stream_state, "SPEECH_GRACE", stream_state.GRACE)
    for module in (async_recovery, sync_recovery):
        monkeypatch.setattr(module, "_POLL", 0.05)


def planned(events: int, size: int, positions: int, seed: str, every: int) -> list[list[Cut]]:
    """The plans of the streams: a break at every event boundary in every way, and at seeded bytes, some again and again."""
    rng = random.Random(seed)
    plans = [
        [Cut(after, "events", how, AWAY if (after + number) % 2 else 0.0)]
        for after in range(events + 1)
        for number, how in enumerate(HOWS)
    ][::every]
    for _ in range(positions):
        how = rng.choices(HOWS, (3, 3, 1, 1))[0]
        cut = Cut(rng.randrange(size), "bytes", how, rng.choice((0.0, 0.0, AWAY)), rng.choices(PIECES, (40, 4, 1))[0])
        again = [
            Cut(rng.randrange(size // 2), "bytes", rng.choice(("close", "reset")))
            for _ in range(rng.choice((0, 0, 1, 3)))
        ]
        plans.append([cut, *again])
    return plans


def whole_of(name: str, server: CutServer) -> bytes:
    """A scenario's stream as it is without breaks."""
    path, body = ALL[name].request()
    headers = {"Authorization": f"Bearer {server.keys[ALL[name].app]}"}
    return httpx.post(server.direct + path, json=body, headers=headers, verify=False).content


async def try_all(
    loop: Loop, tries: Sequence[tuple[str, CutServer, bytes]], positions: int, every: int
) -> Counter[str]:
    """What became of the streams of some scenarios, by kinds of ends; many at the same time."""
    outcomes: Counter[str] = Counter()
    works: list[Callable[[], Coroutine[Any, Any, str]]] = []

    async def one(work: Callable[[], Coroutine[Any, Any, str]]) -> None:
        outcomes[await work()] += 1

    async with AsyncExitStack() as clients:

        async def prepare(each: tuple[str, CutServer, bytes]) -> None:
            works.extend(await streams_of(loop, clients, *each, positions, every))

        await loop.each(tries, prepare)
        await loop.each(works, one, at_a_time=50)
    return outcomes


async def streams_of(
    loop: Loop, clients: AsyncExitStack, name: str, server: CutServer, whole: bytes, positions: int, every: int
) -> list[Callable[[], Coroutine[Any, Any, str]]]:
    """Reads each of a scenario's broken streams, and tells what became of it."""
    scenario = ALL[name]
    async with loop.client(server.direct, api_key=server.keys[scenario.app]) as direct:
        uncut = await read(loop, direct, scenario)
    assert (uncut.problem is not None) == scenario.fails, uncut.problem
    assert len(uncut.gaps) == uncut.names()["workflow_paused"]
    options = {"api_key": server.keys[scenario.app], "retry_backoff_factor": 0.02, "timeout": 30.0}
    client = await clients.enter_async_context(loop.client(server.base_url, **options))
    plans = planned(whole.count(b"\n\n"), len(whole), positions, name, every)

    async def one(number: int) -> str:
        plan = plans[number]
        asked: dict[str, Any] = {"extra_headers": header(f"{name} {loop.name} {positions} {number}", plan)}
        stalled = any(cut.how == "stall" for cut in plan)
        if stalled:
            asked["timeout"] = SILENCE
        told = await read(loop, client, scenario, **asked)
        try:
            return judge(scenario, told, uncut, stalled=stalled)
        except AssertionError as fault:
            told_of = f"{name}, {plan}: {fault}\n{told.names()}\n{told.problem!r}\n{told.gaps}"
            raise AssertionError(told_of) from fault

    return [partial(one, number) for number in range(len(plans))]


def run(
    capsys: pytest.CaptureFixture[str],
    tries: Iterable[tuple[str, CutServer]],
    positions: int,
    every: int = 1,
    world: Any = "asyncio",
) -> Counter[str]:
    tries, loop = list(tries), Loop(world)
    with ThreadPoolExecutor() as threads:
        known = [
            (*each, whole) for each, whole in zip(tries, threads.map(whole_of, *zip(*tries, strict=True)), strict=True)
        ]
    outcomes: Counter[str] = loop.run(lambda: try_all(loop, known, positions, every))
    with capsys.disabled():
        what = tries[0][0] if len(tries) == 1 else f"{len(tries)} scenarios"
        sys.stdout.write(f"\n{what}, {world}: {outcomes.total()} broken streams: {dict(outcomes)}\n")
    return outcomes


def test_streams_survive_breaks(newer: CutServer, older: CutServer, capsys: pytest.CaptureFixture[str]) -> None:
    tries = [*((name, newer) for name in [*BY_MODE, *SAMPLE]), *((name, older) for name in OLDER_SAMPLE)]
    outcomes = run(capsys, tries, positions=2, every=19)
    assert outcomes["resumed"] > 10
    assert outcomes["recovered"] >= 3
    assert outcomes["error as documented"] >= 3


@pytest.mark.parametrize("world", ["sync", pytest.param("trio", marks=pytest.mark.slow)])
def test_so_they_do_in_every_world(world: Any, newer: CutServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, [(mode, newer) for mode in BY_MODE], positions=2, every=19, world=world)["resumed"] > 5


@pytest.mark.slow
@pytest.mark.parametrize("mode", BY_MODE)
def test_a_stream_survives_two_thousand_breaks(mode: str, newer: CutServer, capsys: pytest.CaptureFixture[str]) -> None:
    """At every event, and at 2,000 positions in bytes."""
    assert run(capsys, [(mode, newer)], positions=2000).total() > 2000


@pytest.mark.slow
def test_every_scenario_survives_a_break_at_every_event(newer: CutServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, [(name, newer) for name in SCENARIOS], positions=20)["resumed"] > 500


@pytest.mark.slow
def test_so_does_every_one_on_an_older_server(older: CutServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, [(name, older) for name in ON_BOTH], positions=20, every=2)["resumed"] > 300
