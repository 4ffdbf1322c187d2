#!/usr/bin/env python3
"""What a sync of a large folder costs, first and again.

    python benchmarks/knowledge_sync.py [FILES]

The embedded Dify runs in a process of its own and counts the requests; each sync is a fresh process, as on another machine.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "bulk"))

from sync_at_size import fill, served, sync


def main(files: int = 5000) -> None:
    """Print a line for each sync."""
    with tempfile.TemporaryDirectory() as folder, served() as server:
        for count, name in ((files // 10, "a tenth"), (files, "the rest"), (files, "again, nothing changed")):
            fill(Path(folder), count)
            told = sync(server, Path(folder))
            looked = server.look()
            uploads = looked["requests"].get("createDocumentFromFile", 0)
            sys.stdout.write(
                f"{name:<24} ok {told['ok']}, {told['seconds']:>6} s, peak {told['peak_mib']} MiB, requests "
                f"{sum(looked['requests'].values()):>6}, uploads {uploads:>5}, documents {looked['documents']}, paths {looked['paths']}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]))
