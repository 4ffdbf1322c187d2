"""Does what it is asked with one client, in the interpreter that the client is installed in.

    python worker.py MODULE:CLASS URL

Each line of its input is a task as JSON, each line of its output what that took. It needs the standard library and the client alone.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

Result = dict[str, float | None]

STATUS = Path("/proc/self/status")


class Clock:
    """Seconds of time and of this process's CPU time."""

    def __enter__(self) -> Clock:
        gc.collect()
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.result: Result = {
            "wall": time.perf_counter() - self._began[0],
            "cpu": time.process_time() - self._began[1],
        }


class Memory:
    """KiB by which the most memory in use exceeds that before; None where the system does not tell."""

    def __enter__(self) -> Memory:
        gc.collect()
        try:
            Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
            self._before: int | None = kib("VmRSS")
        except OSError:
            self._before = None
        return self

    def __exit__(self, *_: object) -> None:
        self.growth = None if self._before is None else max(0, kib("VmHWM") - self._before)


def kib(field: str) -> int:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1])


class Worker:
    """One client, and what can be asked of it."""

    def __init__(self, kind: str, url: str) -> None:
        module, _, name = kind.partition(":")
        self.client: Any = getattr(import_module(f"clients.{module}"), name)(url)
        self.runner = asyncio.Runner()
        self._is_open = False

    def calls(self, method: str, times: int, **arguments: Any) -> Result:
        """Call a method, one call after another."""
        call: Callable[..., Any] = getattr(self.client, method)
        with Clock() as clock:
            for _ in range(times):
                call(**arguments)
        return clock.result

    def threads(self, method: str, times: int, threads: int) -> Result:
        """Call a method in several threads, that many times in each."""
        call: Callable[[], Any] = getattr(self.client, method)

        def some(_: int) -> None:
            for _ in range(times):
                call()

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, range(threads)))  # each with its connection
            with Clock() as clock:
                list(pool.map(some, range(threads)))
        return clock.result

    def in_flight(self, times: int, at_once: int) -> Result:
        """Ask for that many answers, so many at a time."""

        async def run() -> Result:
            left = iter(range(times))

            async def work() -> None:
                for _ in left:
                    await self.client.achat()

            with Clock() as clock:
                await asyncio.gather(*(work() for _ in range(at_once)))
            return clock.result

        return self._run(run)

    def stream(self, events: int) -> Result:
        """Read a stream: all of it, and up to its first event."""
        first, count = 0.0, 0
        with Memory() as memory, Clock() as clock:
            began = time.perf_counter()
            for _ in self.client.stream(events):
                if not count:
                    first = time.perf_counter() - began
                count += 1
        return self._told(clock, memory, events, count, first)

    def astream(self, events: int) -> Result:
        """The same with the asynchronous client."""

        async def run() -> Result:
            first, count = 0.0, 0
            with Memory() as memory, Clock() as clock:
                began = time.perf_counter()
                async for _ in self.client.astream(events):
                    if not count:
                        first = time.perf_counter() - began
                    count += 1
            return self._told(clock, memory, events, count, first)

        return self._run(run)

    def transfer(self, method: str, **arguments: Any) -> Result:
        """Upload or download a file."""
        with Memory() as memory, Clock() as clock:
            getattr(self.client, method)(**arguments)
        return {**clock.result, "growth": memory.growth}

    def atransfer(self, method: str, **arguments: Any) -> Result:
        """The same with the asynchronous client."""

        async def run() -> Result:
            with Memory() as memory, Clock() as clock:
                await getattr(self.client, method)(**arguments)
            return {**clock.result, "growth": memory.growth}

        return self._run(run)

    def close(self) -> None:
        if self._is_open:
            self.runner.run(self.client.aclose())
        self.runner.close()

    def _run(self, work: Callable[[], Any]) -> Result:
        if not self._is_open:
            self.runner.run(self.client.aopen())
            self._is_open = True
        result: Result = self.runner.run(work())
        return result

    @staticmethod
    def _told(clock: Clock, memory: Memory, events: int, count: int, first: float) -> Result:
        if count != events:
            raise ValueError(f"{count} events came, not {events}")
        return {**clock.result, "growth": memory.growth, "first": first}


def main() -> None:
    answers, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115 - some clients print
    worker = Worker(*sys.argv[1:])
    for line in sys.stdin:
        task = json.loads(line)
        try:
            result = getattr(worker, task.pop("task"))(**task)
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(result), file=answers, flush=True)
    worker.close()


if __name__ == "__main__":
    main()
