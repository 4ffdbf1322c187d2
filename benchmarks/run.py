#!/usr/bin/env python3
"""What pydify_plus costs: beside httpx, beside code that is written by hand, and beside the other Dify clients on PyPI.

    python benchmarks/run.py                 measure all of it, and write docs/benchmarks.md, its Chinese twin and their picture
    python benchmarks/run.py --only stream   the rows with that in their name, printed alone
    python benchmarks/run.py --quick --no-rivals --to FOLDER   a try of everything, in a minute

It needs what `scripts/setup slow` installs; the others' clients are installed at the first run, in environments of their own. Full, it
takes about a quarter of an hour and 2.5 GB of disk (most of them sparse). Let nothing else run beside it. Each row is written down as
soon as it is there, in .venv/benchmarks/results.json: `--resume` goes on from there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from measure import ENVIRONMENTS, CannotError, Crew, Server, growth, imports, measure, threads
from report import main_row, write
from rows import FULL, QUICK, RIVALS, Sizes, rows

DOCS = Path(__file__).parent.parent / "docs"
KEPT = ENVIRONMENTS / "results.json"


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


def run(sizes: Sizes, *, rivals: bool, only: str | None, file: Path | None, resume: bool) -> dict[str, Any]:
    """Measure, print each row as soon as it is there, and write it down. What fails is said and left out."""
    results: dict[str, Any] = {"sizes": asdict(sizes), "rows": [], "failed": []}
    if resume and file is not None and file.exists():
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["sizes"] != json.loads(json.dumps(results["sizes"])):
            raise SystemExit(f"{file} is of other sizes: measure anew, without --resume")
        results = {**found, "failed": []}
    known = {row["name"][0] for row in results["rows"]}

    def keep() -> None:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(results, indent=1), encoding="utf-8")

    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, Server() as server:
        with Crew(server.url) as crew:
            for row in rows(sizes, files(folder, sizes)):
                if row.name[0] in known or (only is not None and only not in row.name[0]):
                    continue
                try:
                    measured = measure(row, crew, sizes, rivals=rivals)
                except CannotError as error:
                    say(f"{row.name[0]}: {error}")
                    results["failed"].append(row.name[0])
                    continue
                for told in measured:
                    show(told)
                results["rows"] += measured
                keep()
        for name, part in (
            ("growth", lambda: growth(server.url, sizes)),
            ("threads", lambda: threads(server.url, sizes)),
            ("imports", lambda: imports(sizes, rivals=rivals)),
        ):
            if only is None and name not in results:
                try:
                    results[name] = part()
                except (CannotError, subprocess.CalledProcessError) as error:
                    say(f"{name}: {error}")
                    results["failed"].append(name)
                keep()
    return results


def show(told: dict[str, Any]) -> None:
    """Print a row."""
    others = [name for name in ("httpx-sse", *RIVALS) if name in told["clients"]]
    cells = main_row(told, [], 0)
    theirs = dict(zip(others, main_row(told, others, 0)[5:], strict=True))
    say(" | ".join(cells), " ".join(f"{name}={value}" for name, value in theirs.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes and two rounds: that it runs, not how fast")
    parser.add_argument("--no-rivals", action="store_true", help="leave the others on PyPI out, and the network")
    parser.add_argument("--rounds", type=int, metavar="N", help="the most rounds, in place of 9, or of 2 with --quick")
    parser.add_argument("--only", metavar="TEXT", help="the rows with this in their name; nothing is written")
    parser.add_argument("--to", type=Path, default=DOCS, metavar="FOLDER", help="where the pages go")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where what was measured goes, row by row")
    parser.add_argument("--resume", action="store_true", help="measure only what that file does not have yet")
    given = parser.parse_args()
    sizes = QUICK if given.quick else FULL
    sizes = replace(sizes, rounds=given.rounds or sizes.rounds)
    kept = given.json or (KEPT if given.only is None else None)
    results = run(sizes, rivals=not given.no_rivals, only=given.only, file=kept, resume=given.resume)
    if given.only is None:
        write({**results, "is_quick": given.quick}, given.to)
        say(f"written to {given.to / 'benchmarks.md'}")
    for name in results["failed"]:
        say(f"not measured: {name}")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
