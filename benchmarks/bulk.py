#!/usr/bin/env python3
"""Batch runs: rows per second, as a fraction of what the runs' own time allows; with a stream for each run, and with the wire's own
blocking calls.

    python benchmarks/bulk.py [--rows 10000] [--concurrency 64] [--delay 0.2] [--rounds 1] [--ray]

The embedded Dify runs in a process of its own, on the same machine. What it can do at the most follows from its processor time. What it
does for a bare aiohttp client is measured beside: that sends the same and reads up to the end of each run, without a journal, a table or
a check. `--ray` runs the same over Ray, with one worker and with two. Medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVE = """
import resource, sys, time
from pydify_plus.testing import LLM, App, DifyServer, End, InputField, Pause, Quirks
delay, quirks = float(sys.argv[1]), sys.argv[2] == "quirks"
began = []
def answer(turn):
    began.append(time.monotonic())
    return [Pause(delay), turn.query.upper()]
app = App(
    "shout", "workflow", key="app-shout", inputs=(InputField("text", required=True),),
    nodes=(LLM(id="llm", prompt="{{#start.text#}}", answer=answer),
           End(outputs={"shouted": ("llm", "text")})),
)
with DifyServer([app], chunk_delay=0, keep_requests=1, quirks=None if quirks else Quirks.none()) as server:
    print(server.base_url, flush=True)
    for _ in sys.stdin:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        print(usage.ru_utime + usage.ru_stime, len(began), began[-1] - began[0] if began else 0, flush=True)
"""

RUN = """
import json, resource, sys, time
from pydify_plus import Client
from pydify_plus.bulk import run_batch
base_url, rows, output, mode, concurrency = sys.argv[1:]
with Client(base_url, "app-shout", user="benchmark") as client:
    client.app_config.get_app_basic_info()
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    report = run_batch(client, rows, output, concurrency=int(concurrency), response_mode=mode)
    took = time.perf_counter() - begun
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    lost = [f"{one.key}: {one.kind}: {one.error}" for one in report.examples]
    print(json.dumps({"took": took, "cpu": cpu, "done": report.done, "peak": usage.ru_maxrss / 1024, "lost": lost}))
"""

BARE = """
import asyncio, json, resource, sys, time
import aiohttp
base_url, rows, output, mode, concurrency = sys.argv[1:]
texts = iter(open(rows).read().splitlines()[1:])
async def work(session):
    done = 0
    for text in texts:
        body = {"inputs": {"text": text}, "response_mode": mode, "user": "benchmark"}
        async with session.post(f"{base_url}/workflows/run", json=body, headers={"Authorization": "Bearer app-shout"}) as answer:
            if mode == "blocking":
                done += b"succeeded" in await answer.read()
                continue
            async for line in answer.content:
                if b"workflow_finished" in line:
                    done += 1
                    break
    return done
async def main():
    async with aiohttp.ClientSession() as session:
        return sum(await asyncio.gather(*(work(session) for _ in range(int(concurrency)))))
before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
done = asyncio.run(main())
took = time.perf_counter() - begun
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"took": took, "cpu": cpu, "done": done, "peak": usage.ru_maxrss / 1024, "lost": []}))
"""


class Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None  # noqa: S101 - it is piped
        self.base_url = process.stdout.readline().strip()

    def look(self) -> tuple[float, int, float]:
        """The seconds of processor time that it has used, the runs that it has begun, and the seconds from the first to the last."""
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        cpu, runs, seconds = self._process.stdout.readline().split()
        return float(cpu), int(runs), float(seconds)


@contextmanager
def served(delay: float, quirks: str = "quirks") -> Iterator[Server]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(delay), quirks], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Server(process)
        assert process.stdin is not None  # noqa: S101
        process.stdin.close()


def table(path: Path, rows: int) -> None:
    path.write_text("text\n" + "".join(f"row {number}\n" for number in range(rows)), encoding="utf-8")


def run(server: Server, rows: Path, output: Path, mode: str, concurrency: int, *, bare: bool) -> dict[str, Any]:
    before, *_ = server.look()
    process = subprocess.run(
        [sys.executable, "-c", BARE if bare else RUN, server.base_url, str(rows), str(output), mode, str(concurrency)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(process.stdout)
    for lost in found["lost"]:
        print(f"  not done: {lost}", flush=True)
    return {**found, "server": server.look()[0] - before}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--modes", nargs="+", default=["streaming", "blocking"])
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--skip-batch", action="store_true", help="Ray alone")
    options = parser.parse_args()
    if options.skip_batch:
        with_ray(options.rows, options.concurrency, options.delay)
        return
    ideal = options.concurrency / options.delay
    print(
        f"{options.rows:,} rows, {options.concurrency} at once, {options.delay} s a run: ideally {ideal:,.0f} rows/s\n"
    )
    print(
        f"{'':<28}{'rows/s':>8}{'of ideal':>10}{'client CPU':>13}{'server CPU':>13}{'peak MiB':>10}{'lost':>6}{'server bound':>14}"
    )
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.csv"
        table(rows, options.rows)
        for mode in options.modes:
            for bare in (False, True):
                found = []
                for number in range(options.rounds):
                    with served(options.delay) as server:
                        output = Path(folder) / f"{mode}{number}.csv"
                        found.append(run(server, rows, output, mode, options.concurrency, bare=bare))
                told(f"{mode}, bare aiohttp" if bare else mode, options.rows, ideal, found)
    if options.ray:
        with_ray(options.rows, options.concurrency // 4, options.delay)


RAY = """
import json, os, resource, sys, time
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["DIFY_API_KEY"] = "app-shout"
import ray
from pydify_plus.bulk.ray import report_of, run_dataset
base_url, rows, actors, concurrency = sys.argv[1], *map(int, sys.argv[2:])
ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
ray.data.DataContext.get_current().enable_progress_bars = False
dataset = ray.data.from_items([{"text": f"row {number}"} for number in range(rows)]).repartition(32)
begun = time.perf_counter()
results = run_dataset(dataset, base_url=base_url, actors=actors, concurrency=actors * concurrency, batch_size=16).materialize()
took = time.perf_counter() - begun
report = report_of(results)
lost = [f"{one.key}: {one.kind}: {one.error}" for one in report.examples]
print(json.dumps({"took": took, "done": report.done, "lost": lost}))
"""


def with_ray(rows: int, concurrency: int, delay: float) -> None:
    """One worker and two, each with as many runs at once."""
    print(f"\nRay, {rows:,} rows, {concurrency} at once for each worker:")
    print(f"{'':<28}{'rows/s':>8}{'of ideal':>10}{'with start, end':>17}{'lost':>6}{'sent twice':>12}")
    rates: list[float] = []
    for actors in (1, 2):
        with served(delay) as server:
            command = [sys.executable, "-c", RAY, server.base_url, str(rows), str(actors), str(concurrency)]
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            _, runs, seconds = server.look()
        found = json.loads(ran.stdout.splitlines()[-1])
        for lost in found["lost"]:
            print(f"  not done: {lost}", flush=True)
        rates.append(rows / (seconds + delay))
        ideal = actors * concurrency / delay
        print(
            f"{f'{actors} worker(s)':<28}{rates[-1]:>8.1f}{rates[-1] / ideal:>9.0%} {rows / found['took']:>17.1f}"
            f"{rows - found['done']:>6}{runs - rows:>12}",
            flush=True,
        )
    print(f"{'two against one':<28}{rates[1] / rates[0]:>8.2f} times")


def told(name: str, rows: int, ideal: float, found: list[dict[str, Any]]) -> None:
    rate = statistics.median(rows / one["took"] for one in found)
    per_row = {who: statistics.median(one[who] / rows * 1000 for one in found) for who in ("cpu", "server")}
    peak = max(one["peak"] for one in found)
    print(
        f"{name:<28}{rate:>8.1f}{rate / ideal:>9.0%} {per_row['cpu']:>9.2f} ms{per_row['server']:>10.2f} ms{peak:>10.0f}"
        f"{sum(rows - one['done'] for one in found):>6}{1000 / per_row['server']:>12.0f}/s",
        flush=True,
    )


if __name__ == "__main__":
    main()
