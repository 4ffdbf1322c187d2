"""Streams of runs that are cut at every point, and what becomes of them: each is judged by the run that was not cut."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import pytest
from resuming.cutting_proxy import Cut, CuttingProxy, How
from unit.loops import Loop

from pydify_plus.errors import DifyError, DifyStreamInterruptedError
from pydify_plus.testing import DifyServer, Quirks

App = Literal["workflow", "chatflow"]
HOWS: tuple[How, ...] = ("close", "reset", "stall")
QUERY = "[[chunks:6]] Grüße, 你好"
AWAY = 0.3
"""Seconds: a run takes half as long."""
NODES = ("node_started", "node_finished")
TEXTS = {"workflow": "text_chunk", "chatflow": "message"}


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer(quirks=Quirks(linger=0.02), chunk_delay=0.01) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: DifyServer) -> Iterator[CuttingProxy]:
    target = urlsplit(server.url)
    with CuttingProxy(str(target.hostname), int(target.port or 0)) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def ask(client: Any, app: App, **options: Any) -> Any:
    if app == "workflow":
        return client.workflows.stream_workflow(inputs={"text": QUERY}, **options)
    return client.chat.stream_chat_message(query=QUERY, **options)


@dataclass
class Told:
    """All that a stream gave."""

    events: list[Any] = field(default_factory=list)
    text: str = ""
    final: Any = None
    gaps: list[Any] = field(default_factory=list)
    problem: DifyError | None = None

    def nodes(self) -> list[tuple[str, str]]:
        return [(event.event, event.data.node_id) for event in self.events if event.event in NODES]

    def names(self) -> Counter[str]:
        return Counter(event.event for event in self.events)


async def read(loop: Loop, reading: Any) -> Told:
    told = Told()
    try:
        await loop.take(reading, into=told.events)
        told.final = await loop.get(reading.final())
    except DifyError as problem:
        told.problem = problem
    told.text, told.gaps = reading.answer_so_far, reading.gaps
    return told


def answer(app: App, final: Any) -> dict[str, Any]:
    """What of a final answer is the same in every run."""
    if app == "workflow":
        return {name: getattr(final, name) for name in ("status", "outputs", "error", "total_tokens", "total_steps")}
    return {"answer": final.answer, "mode": final.mode, "resources": final.metadata.retriever_resources}


def judge(app: App, told: Told, uncut: Told) -> str:
    """What became of a stream that was cut.

    Raises:
        AssertionError: Something that must not.
    """
    if told.problem is not None:
        assert type(told.problem) is DifyStreamInterruptedError, told.problem
        assert told.problem.workflow_run_id is None, told.problem
        assert told.names().keys() <= {"ping"}
        return "error as documented"
    lost = {name for gap in told.gaps for name in gap.events}
    fields = {name for gap in told.gaps for name in gap.fields}
    given, names = told.nodes(), told.names()
    ids = [(event.event, event.data.id) for event in told.events if event.event in NODES]
    assert len(set(ids)) == len(ids)
    assert names["workflow_started"] == names["workflow_finished"] == 1
    order = iter(uncut.nodes())
    assert all(node in order for node in given), "node events that the uncut run has not, or not in this order"
    missing = Counter(uncut.nodes()) - Counter(given)
    assert {event for event, _ in missing} <= lost
    pieces = [event for event in told.events if event.event == TEXTS[app]]
    assert len(pieces) == uncut.names()[TEXTS[app]] or TEXTS[app] in lost
    assert names["client_gap"] == len(told.gaps)
    assert names["client_text"] <= 1
    assert told.text == uncut.text
    assert answer(app, told.final) == answer(app, uncut.final)
    if app == "chatflow":
        usage, whole = told.final.metadata.usage, uncut.final.metadata.usage
        assert usage.total_tokens == whole.total_tokens if usage else {"usage"} <= fields
        assert bool(usage) == bool(names["message_end"])
        assert names["message_end"] == 1 or "message_end" in lost
    return "resumed" if told.gaps else "whole"


def planned(app: App, events: int, size: int, positions: int, seed: int) -> list[list[Cut]]:
    """The cuts of each stream: at every event boundary in every way, and at seeded bytes, some of them again and again."""
    rng = random.Random(seed)
    plans = [
        [Cut(after, "events", how, AWAY if (after + number) % 2 else 0.0)]
        for after in range(events + 1)
        for number, how in enumerate(HOWS)
    ]
    for _ in range(positions):
        cut = Cut(rng.randrange(size), "bytes", rng.choice(HOWS), rng.choice((0.0, 0.0, AWAY)))
        again = [Cut(rng.randrange(size // 2), "bytes", rng.choice(HOWS)) for _ in range(rng.choice((0, 0, 1, 3)))]
        plans.append([cut, *again])
    return plans


async def try_all(
    loop: Loop, app: App, server: DifyServer, proxy: CuttingProxy, positions: int, every: int = 1
) -> Counter[str]:
    key, outcomes = server.app_key(app), Counter[str]()
    async with loop.client(server.base_url, api_key=key) as client:
        uncut = await read(loop, ask(client, app))
        assert uncut.problem is None
        assert not uncut.gaps
    request = {"inputs": {"text": QUERY}, "query": QUERY, "user": "alice", "response_mode": "streaming"}
    path = {"workflow": "/workflows/run", "chatflow": "/chat-messages"}[app]
    whole = httpx.post(server.base_url + path, json=request, headers={"Authorization": f"Bearer {key}"}).content  # noqa: ASYNC210
    plans = planned(app, whole.count(b"\n\n"), len(whole), positions, seed=len(app))[::every]

    async def one(number: int) -> None:
        name = f"{app}-{loop.name}-{number}"
        plan, proxy.plans[name] = plans[number], list(plans[number])
        stalls = any(cut.how == "stall" for cut in plan)
        options = {"timeout": 2.0 if stalls else 20.0, "retry_backoff_factor": 0.02}
        async with loop.client(f"{proxy.url}/v1", api_key=key, **options) as client:
            told = await read(loop, ask(client, app, extra_headers={"x-cuts": name}))
        try:
            outcomes[judge(app, told, uncut)] += 1
        except AssertionError as fault:
            raise AssertionError(f"{plan}: {fault}\n{told.names()}\n{told.gaps}") from fault

    await loop.each(range(len(plans)), one, at_a_time=40)
    print(f"{app}, {loop.name}: {len(plans)} cut streams: {dict(outcomes)}")  # noqa: T201
    return outcomes


@pytest.mark.parametrize("app", ["workflow", "chatflow"])
def test_a_run_s_stream_survives_a_cut_at_every_event_and_at_any_byte(
    app: App, server: DifyServer, proxy: CuttingProxy
) -> None:
    loop = Loop("asyncio")
    outcomes = loop.run(lambda: try_all(loop, app, server, proxy, positions=60))
    assert outcomes["resumed"] > 60
    assert outcomes["error as documented"] >= 6


@pytest.mark.parametrize("app", ["workflow", "chatflow"])
@pytest.mark.parametrize("world", ["sync", "trio"])
def test_so_it_does_in_every_world(world: Any, app: App, server: DifyServer, proxy: CuttingProxy) -> None:
    loop = Loop(world)
    assert loop.run(lambda: try_all(loop, app, server, proxy, positions=30, every=5))["resumed"] > 10


@pytest.mark.slow
@pytest.mark.parametrize("app", ["workflow", "chatflow"])
def test_a_run_s_stream_survives_two_thousand_cuts(app: App, server: DifyServer, proxy: CuttingProxy) -> None:
    loop = Loop("asyncio")
    assert loop.run(lambda: try_all(loop, app, server, proxy, positions=2000))["resumed"] > 1800
