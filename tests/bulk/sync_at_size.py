"""A sync in a process of its own, for tests and measurements: what it sent is counted on the server, and it can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVE = """
import json, sys
from collections import Counter
from pydify_plus.testing import DifyServer
with DifyServer(indexing_step=0, keep_requests=100_000) as server:
    print(json.dumps([server.base_url, server.dataset_key]), flush=True)
    for line in sys.stdin:
        dataset = server.workspace.dataset_named("Large")
        paths = [] if dataset is None else [str(one.metadata.get("sync_path")) for one in dataset.documents]
        states = [] if dataset is None else [one.indexing_status for one in dataset.documents]
        counts = Counter(request.operation for request in list(server.requests))
        server.requests.clear()
        told = {"requests": counts, "documents": len(paths), "paths": len(set(paths)), "completed": states.count("completed")}
        print(json.dumps(told), flush=True)
"""

SYNC = """
import json, resource, sys, time
from pydify_plus import Client
from pydify_plus.bulk import sync_folder
base_url, key, folder = sys.argv[1:]
begun = time.perf_counter()
with Client(base_url, dataset_api_key=key) as client:
    result = sync_folder(client, "Large", folder, create=True, indexing_technique="economy", concurrency=16)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
told = {"ok": result.ok, "counts": result.plan.counts, "seconds": round(time.perf_counter() - begun, 1), "peak_mib": peak}
print(json.dumps(told), flush=True)
"""


class Server:
    """An embedded Dify in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.address: list[str] = self._read()

    def look(self) -> dict[str, Any]:
        """What it was asked since the last look, by operation, and what it holds."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: dict[str, Any] = self._read()
        return found

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def served() -> Iterator[Server]:
    """A server that runs meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


def fill(folder: Path, count: int) -> None:
    """Make files, some of equal names, with front matter."""
    for number in range(count):
        path = folder / f"chapter {number // 100}" / f"page {number % 100}.md"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"---\nnumber: {number}\n---\n# Page {number}\n\nText of page {number}.\n", encoding="utf-8")


def begin(server: Server, folder: Path) -> subprocess.Popen[str]:
    """Begin a sync."""
    return subprocess.Popen(
        [sys.executable, "-c", SYNC, *server.address, str(folder)], stdout=subprocess.PIPE, text=True
    )


def sync(server: Server, folder: Path) -> dict[str, Any]:
    """Sync, and tell how it went."""
    out, _ = begin(server, folder).communicate()
    found: dict[str, Any] = json.loads(out)
    return found
