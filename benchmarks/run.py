#!/usr/bin/env python3
"""What pydify_plus costs: beside httpx, beside code that is written by hand, and beside the other Dify clients on PyPI.

    python benchmarks/run.py                 measure all of it, and write docs/benchmarks.md, its Chinese twin and their picture
    python benchmarks/run.py --only stream   the rows with that in their name, printed alone
    python benchmarks/run.py --quick --no-rivals --to FOLDER   a try of everything, in a minute

It needs what `scripts/setup slow` installs; the others' clients are installed at the first run, in environments of their own. Full, it
takes about a quarter of an hour and 2.5 GB of disk (most of them sparse). Let nothing else run beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from measure import Server, growth, imports, measure, threads
from report import main_row, write
from rows import FULL, QUICK, RIVALS, Sizes, rows

DOCS = Path(__file__).parent.parent / "docs"


def files(folder: str, sizes: Sizes) -> dict[str, str]:
    """The files that are uploaded, and the place for the one that is downloaded."""
    paths = {name: str(Path(folder) / name) for name in ("small", "file", "large_file", "to")}
    Path(paths["small"]).write_bytes(b"small")
    with Path(paths["file"]).open("wb") as file:
        for _ in range(sizes.file >> 20):
            file.write(os.urandom(1 << 20))
    with Path(paths["large_file"]).open("wb") as file:
        file.truncate(sizes.large_file)  # nothing of it is on the disk
    return paths


def say(*words: object) -> None:
    print(*words, flush=True)


def run(sizes: Sizes, *, rivals: bool, only: str | None) -> dict[str, Any]:
    """Measure, and print each row as soon as it is there."""
    results: dict[str, Any] = {"rows": []}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, Server() as server:
        for row in rows(sizes, files(folder, sizes)):
            if only is None or only in row.name[0]:
                measured = measure(row, server.url, sizes, rivals=rivals)
                others = [name for name in ("httpx-sse", *RIVALS) if name in measured["clients"]]
                *cells, _ = [*main_row(measured, [], 0), ""]
                told = dict(zip(others, main_row(measured, others, 0)[5:], strict=True))
                say(" | ".join(cells), " ".join(f"{name}={value}" for name, value in told.items()))
                results["rows"].append(measured)
        if only is None:
            results["growth"] = growth(server.url, sizes)
            results["threads"] = threads(server.url, sizes)
            results["imports"] = imports(sizes, rivals=rivals)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes and two rounds: that it runs, not how fast")
    parser.add_argument("--no-rivals", action="store_true", help="leave the others on PyPI out, and the network")
    parser.add_argument("--rounds", type=int, metavar="N", help="how many rounds, in place of 9, or of 2 with --quick")
    parser.add_argument("--only", metavar="TEXT", help="the rows with this in their name; nothing is written")
    parser.add_argument("--to", type=Path, default=DOCS, metavar="FOLDER", help="where the pages go")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured, too")
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    sizes = replace(sizes, rounds=given.rounds or sizes.rounds)
    results = run(sizes, rivals=not given.no_rivals, only=given.only)
    results["is_quick"] = given.quick
    if given.json is not None:
        given.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if given.only is None:
        write(results, given.to)
        say(f"written to {given.to / 'benchmarks.md'}")


if __name__ == "__main__":
    sys.exit(main())
