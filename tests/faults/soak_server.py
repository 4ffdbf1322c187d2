"""An embedded Dify that fails now and then, in a process of its own: what it keeps is not what a soak of the clients measures."""

from __future__ import annotations

import json
import random
import sys

from pydify_plus.testing import DifyServer, Fault, Quirks

FAULTS = (
    Fault.status(429, retry_after=0.01),
    Fault.status(503),
    Fault.proxy_page(502),
    Fault.reset(),
    Fault.close(),
    Fault.cut(bytes=100),
    Fault.cut(events=3, reset=True),
    Fault.stall(0.2, events=2, ping_every=0.05),
    Fault.split(50),
)
SHARE = 0.01
"""Of the requests that meet each of the faults."""


def main() -> None:
    """Serve until standard input ends, then tell how many requests came and how many met a fault."""
    rng, count = random.Random(1), 0

    def counted(_: object) -> bool:
        nonlocal count
        count += 1
        return False

    with DifyServer(quirks=Quirks(linger=0.02), chunk_delay=0, indexing_step=0, keep_requests=1) as server:
        server.faults.add(Fault.status(500), times=None, when=counted)
        for fault in FAULTS:
            server.faults.add(fault, times=None, when=lambda _: rng.random() < SHARE)
        keys = {app: server.app_key(app) for app in ("chat", "workflow")}
        sys.stdout.write(json.dumps([server.base_url, server.dataset_key, keys]) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        sys.stdout.write(json.dumps([count, len(server.faults.done)]) + "\n")


if __name__ == "__main__":
    main()
