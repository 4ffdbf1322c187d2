"""Large folders, and syncs that are killed."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from .sync_at_size import begin, fill, served, sync

UPLOADS = {"createDocumentFromFile", "updateDocument", "updateDocumentByFile"}


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    files = 400
    fill(tmp_path, files)
    draw = random.Random(6)
    with served() as server:
        killed = uploads = 0
        for _ in range(6):
            process = begin(server, tmp_path)
            before = server.look()["documents"]
            deadline = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < deadline:
                looked = server.look()
                uploads += sum(looked["requests"].get(name, 0) for name in UPLOADS)
                if looked["documents"] >= before + draw.randint(5, 60):
                    break
                time.sleep(0.01)
            killed += process.poll() is None
            process.kill()
            process.communicate()
        assert killed >= 3
        assert sync(server, tmp_path)["ok"]
        looked = server.look()
        assert (looked["documents"], looked["paths"], looked["completed"]) == (files, files, files)
        again = sync(server, tmp_path)
        assert again["counts"]["unchanged"] == files
        assert not UPLOADS & server.look()["requests"].keys()
