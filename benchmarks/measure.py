"""Measuring: clients take turns in small batches, so that they share the noise of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

from rows import CLIENTS, FLOOR, OURS, RIVALS, Row, Sizes, Value, class_of

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".venv" / "benchmarks"

Times = dict[str, list[dict[str, float]]]
"""By the client, a result for each round."""


def install(client: str) -> str:
    """The interpreter of a client: for a rival that of an environment of its own, which is made when it is not there."""
    if client not in RIVALS:
        return sys.executable
    place = ENVIRONMENTS / f"{client}-{RIVALS[client]}"
    python = place / "bin" / "python"
    if not (place / "installed").exists():
        print(f"installing {client} …", file=sys.stderr)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, place], check=True)
        subprocess.run(
            [*uv, "pip", "install", "--quiet", "--python", python, f"{client}=={RIVALS[client]}"], check=True
        )
        (place / "installed").touch()
    return str(python)


def environment() -> dict[str, str]:
    """That of this process, without what must not be measured: proxies, and compiling what is imported each time anew."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    return {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and name not in unwanted
    }


class CannotError(Exception):
    """A client cannot be installed, or has failed at a task."""


class Process:
    """A worker, in a process of its own.

    Attributes:
        seconds: How long a task may take.
    """

    seconds = 300.0

    def __init__(self, client: str, url: str) -> None:
        self.client = client
        try:
            python = install(client)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotError(f"{client}: {error}") from error
        self._process = subprocess.Popen(
            [python, str(HERE / "worker.py"), CLIENTS[client], url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
        )  # fmt: skip

    def ask(self, **task: Any) -> dict[str, float]:
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("the worker's pipes are gone")
        too_long = threading.Timer(self.seconds, self._process.kill)
        too_long.start()
        try:
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            too_long.cancel()
        result: dict[str, Any] = json.loads(line) if line else {"error": "its process has ended, or it took too long"}
        if "error" in result:
            raise CannotError(f"{self.client}, {task}: {result['error']}")
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()


class Crew:
    """Workers that are kept from row to row; a row that measures memory gets its own, in which nothing was done before."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._kept: dict[str, Process] = {}

    def get(self, client: str, row: Row, own: ExitStack) -> Process:
        if any(value == "growth" for _, value in row.tells):
            return own.enter_context(Process(client, self.url))
        if client not in self._kept:
            self._kept[client] = Process(client, self.url)
        return self._kept[client]

    def dismiss(self, client: str) -> None:
        """End a worker that has failed."""
        if client in self._kept:
            self._kept.pop(client).__exit__()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in [*self._kept]:
            self.dismiss(client)


class Server:
    """The server, in a process of its own; `url` once it is entered."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, str(HERE / "server.py")], stdout=subprocess.PIPE, text=True)
        port = self._process.stdout.readline().strip() if self._process.stdout else ""
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def measure(row: Row, crew: Crew, sizes: Sizes, *, rivals: bool) -> list[dict[str, Any]]:
    """What each client takes for a row: `value`, and `time` and `cpu` as ratios to the floor, one for each round.

    Another's failure is an empty cell, and said.

    Raises:
        CannotError: This package, or what it is compared to, has failed.
    """
    taken: Times = {client: [] for client in row.clients if rivals or client not in RIVALS}

    def without(client: str, error: CannotError) -> None:
        crew.dismiss(client)
        if client not in RIVALS:
            raise error
        print(error, file=sys.stderr)
        del taken[client]

    with ExitStack() as own:
        processes: dict[str, Process] = {}
        for client in [*taken]:
            try:
                processes[client] = crew.get(client, row, own)
                processes[client].ask(**row.warm)
            except CannotError as error:
                without(client, error)
        for turn in range(min(sizes.rounds, row.rounds)):
            batches: Times = {client: [] for client in taken}
            for each in range(row.turns):
                order = [*taken]
                first = (turn + each) % len(order)  # another one each time
                for client in order[first:] + order[:first]:
                    try:
                        batches[client].append(processes[client].ask(**row.task))
                    except CannotError as error:
                        without(client, error)
            for client, results in taken.items():
                results.append(_sum(batches[client]))
    return [
        {
            "name": name,
            "kind": value,
            "floor": row.floor,
            "ours": row.ours,
            "clients": {client: _told(row, value, taken[client], taken[row.floor]) for client in taken},
        }
        for name, value in row.tells
    ]


def _sum(batches: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(batch[name] or 0.0 for batch in batches) / len(batches) for name in batches[0]}


def _told(row: Row, told: Value, own: list[dict[str, float]], floor: list[dict[str, float]]) -> dict[str, Any]:
    ratios = {
        kind: [mine[name] / base[name] for mine, base in zip(own, floor, strict=True)]
        for kind, name in (("time", "wall"), ("cpu", "cpu"))
    }
    if told == "time":
        value = median(each["wall"] for each in own) / row.per * 1e6
    elif told == "first":
        value = median(each["first"] for each in own) * 1e3
    else:
        value = median(each["growth"] for each in own) / 1024
    return {"value": value, **ratios}


_COUNT = """
import sys
def kib(): return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
modules, memory = len(sys.modules), kib()
{statement}
print(len(sys.modules) - modules, kib() - memory)
"""


def imports(sizes: Sizes, *, rivals: bool) -> dict[str, Any]:
    """What importing each client costs, in fresh interpreters: milliseconds as a ratio to httpx, modules, MiB."""
    clients = [FLOOR, OURS, "httpx-sse", *(name for name in RIVALS if rivals and _is_installable(name))]
    statements = {name: class_of(name).imports for name in clients}
    counted = {name: _python(name, _COUNT.format(statement=statements[name]))[1].split() for name in clients}
    taken: dict[str, list[float]] = {name: [] for name in clients}
    for _ in range(sizes.rounds):
        for name in clients:
            empty = _python(name, "pass")[0]
            taken[name].append(max(1e-6, _python(name, statements[name])[0] - empty))
    return {
        name: {
            "value": median(taken[name]) * 1e3,
            "time": [mine / base for mine, base in zip(taken[name], taken[FLOOR], strict=True)],
            "modules": int(counted[name][0]),
            "memory": int(counted[name][1]) / 1024,
        }
        for name in clients
    }


def _is_installable(client: str) -> bool:
    try:
        install(client)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{client}: {error}", file=sys.stderr)
        return False
    return True


def _python(client: str, code: str) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run([install(client), "-c", code], check=True, capture_output=True, text=True, env=environment())
    return time.perf_counter() - began, done.stdout


def growth(url: str, sizes: Sizes) -> dict[str, Any]:
    """Microseconds for an item of lists, and for an event of streams, of growing sizes; the best of the rounds."""
    found: dict[str, Any] = {}
    for name, counts, task in (
        ("items", sizes.items, lambda count: {"task": "calls", "method": "datasets", "times": max(1, 1000 // count), "limit": count}),
        ("events", sizes.streams, lambda count: {"task": "stream", "events": count}),
    ):  # fmt: skip
        with Process(FLOOR, url) as floor, Process(OURS, url) as ours:
            best: dict[str, dict[int, float]] = {FLOOR: {}, OURS: {}}
            for count in counts:
                for _ in range(max(1, min(5, sizes.rounds, 200_000 // count))):
                    for process in (floor, ours):
                        asked = task(count)
                        seconds = process.ask(**asked)["cpu"] / asked.get("times", 1)
                        best[process.client][count] = min(best[process.client].get(count, 1e9), seconds * 1e6)
        found[name] = best
    return found


def threads(url: str, sizes: Sizes) -> dict[str, Any]:
    """GET requests per second of one client that several threads share; the median of the rounds."""
    found: dict[str, dict[int, float]] = {FLOOR: {}, OURS: {}}
    with Process(FLOOR, url) as floor, Process(OURS, url) as ours:
        for count in sizes.threads:
            rates: dict[str, list[float]] = {FLOOR: [], OURS: []}
            for _ in range(sizes.rounds):
                for process in (floor, ours):
                    wall = process.ask(task="threads", method="get", times=sizes.calls, threads=count)["wall"]
                    rates[process.client].append(count * sizes.calls / wall)
            for client, measured in rates.items():
                found[client][count] = median(measured)
    return found
