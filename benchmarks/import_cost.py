#!/usr/bin/env python3
"""What importing costs, as a ratio to `import httpx`: fresh interpreters, interleaved, medians with their spread.

python benchmarks/import_cost.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

BASE = "import httpx"
CASES = {
    BASE: BASE,
    "import pydify_plus": "import pydify_plus",
    "one client": "from pydify_plus import Client; Client(api_key='app-x')",
    "one async client": "from pydify_plus import AsyncClient; AsyncClient(api_key='app-x')",
    "one client with its httpx": "from pydify_plus import Client; Client(api_key='app-x')._engine.http",
    "httpx with a client": "import httpx; httpx.Client()",
    "attrs": "import attrs",
}
NOTHING = "pass"


def seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    for code in CASES.values():
        seconds(code)  # the compiled files are there from now on
    taken: dict[str, list[float]] = {name: [] for name in (NOTHING, *CASES)}
    for _ in range(rounds):
        empty = seconds(NOTHING)
        taken[NOTHING].append(empty)
        for name, code in CASES.items():
            taken[name].append(seconds(code) - empty)
    print(f"{rounds} rounds, an empty interpreter ({statistics.median(taken[NOTHING]) * 1000:.0f} ms) subtracted")
    for name in CASES:
        ratios = [mine / base for mine, base in zip(taken[name], taken[BASE], strict=True)]
        print(
            f"{name:26} {statistics.median(taken[name]) * 1000:6.1f} ms   "
            f"× {statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
