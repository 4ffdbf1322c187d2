"""An embedded Dify behind a proxy that cuts its streams, in a process of its own so that both cores are of use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class CutServer:
    """Where it is and what opens it.

    Attributes:
        direct: The base URL without the proxy.
        base_url: That of the proxy.
        keys: The apps' keys, by name.
    """

    def __init__(self, direct: str, base_url: str, keys: dict[str, str]) -> None:
        self.direct = direct
        self.base_url = base_url
        self.keys = keys


@contextmanager
def cut_server(version: str) -> Iterator[CutServer]:
    """Run one of that version."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "no_proxy": "*"}
    command = [sys.executable, "-m", "resuming.cut_server", version]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = process.stdout.readline()
        assert line, "the server did not start"
        try:
            yield CutServer(*json.loads(line))
        finally:
            process.stdin.close()


def main(version: str) -> None:
    """Serve until standard input ends."""
    import httpx
    from resuming.cutting_proxy import CuttingProxy
    from resuming.scenarios import ANNOTATED, apps

    from pydify_plus.testing import DifyServer, Quirks
    from pydify_plus.testing.provider import EMBEDDING_MODEL, PROVIDER

    quirks = Quirks(linger=0.02, hang=0.0, resume_after=0.15)
    with DifyServer(apps(), version=version, quirks=quirks, chunk_delay=0.01, keep_requests=1) as server:
        target = urlsplit(server.url)
        headers = {"Authorization": f"Bearer {server.app_key('annotated-chatflow')}"}
        with httpx.Client(base_url=server.base_url, headers=headers) as http:
            http.post("/apps/annotations", json={"question": ANNOTATED, "answer": "A platform."}).raise_for_status()
            switch: dict[str, Any] = {"score_threshold": 0.9}
            switch |= {"embedding_provider_name": PROVIDER, "embedding_model_name": EMBEDDING_MODEL}
            http.post("/apps/annotation-reply/enable", json=switch).raise_for_status()
        keys = {app.name: server.app_key(app.name) for app in apps()}
        keys |= {name: server.app_key(name) for name in ("chat", "agent", "completion", "chatflow", "workflow")}
        with CuttingProxy(str(target.hostname), int(target.port or 0)) as proxy:
            sys.stdout.write(json.dumps([server.base_url, f"{proxy.url}/v1", keys]) + "\n")
            sys.stdout.flush()
            sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
