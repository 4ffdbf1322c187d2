"""Run targets: `python -m fuzz [TARGET …] [--runs N | --seconds S] [--engine atheris|hypothesis]`, as `scripts/fuzz` does.

atheris, which follows the code's branches, where it is installed (CPython 3.11 and 3.12 on Linux); else hypothesis. What was found
interesting is kept in `.fuzz/` and goes on from there the next time; an input that fails is written to `.fuzz/TARGET-crash-…`.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
KEPT = HERE.parents[1] / ".fuzz"
MOST_BYTES = 4096


def by_atheris(name: str, runs: int, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["pydify_plus", "pydify_plus_generated", "dateutil"]):
        from fuzz.targets import TARGETS
    found = KEPT / name
    found.mkdir(parents=True, exist_ok=True)
    limits = [f"-runs={runs}"] if runs else [f"-max_total_time={seconds}"]
    arguments = [
        *limits,
        f"-max_len={MOST_BYTES}",
        "-timeout=10",
        f"-artifact_prefix={KEPT / name}-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *arguments, str(found), str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()


def by_hypothesis(name: str, runs: int, seconds: int) -> None:
    from fuzz.inputs import examples_of
    from fuzz.targets import TARGETS

    print(f"{name}: {examples_of(name, TARGETS[name], runs=runs, seconds=seconds)} executions")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all when none is named")
    parser.add_argument("--runs", type=int, default=0, help="executions of each target")
    parser.add_argument(
        "--seconds", type=int, default=60, help="seconds for all targets together, unless --runs is given"
    )
    parser.add_argument("--engine", choices=["atheris", "hypothesis"])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # one target, in this process
    given = parser.parse_args()
    engine = given.engine or ("atheris" if importlib.util.find_spec("atheris") else "hypothesis")
    if given.here:
        (by_atheris if engine == "atheris" else by_hypothesis)(given.targets[0], given.runs, given.seconds)
        return 0

    from fuzz.targets import TARGETS

    unknown = set(given.targets) - TARGETS.keys()
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}: there are {', '.join(TARGETS)}")
    names = given.targets or list(TARGETS)
    seconds = max(1, given.seconds // len(names))
    failed: list[str] = []
    for name in names:
        command = [
            sys.executable,
            "-m",
            "fuzz",
            name,
            "--here",
            f"--engine={engine}",
            f"--runs={given.runs}",
            f"--seconds={seconds}",
        ]
        result = subprocess.run(command, text=True, capture_output=True, check=False)
        said = result.stdout + result.stderr
        trouble = said.find("Uncaught Python exception")
        counts = [line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line]
        told = (
            f"{counts[0]} executions" if counts else said.strip().splitlines()[-1] if said.strip() else "nothing told"
        )
        print(f"{name}: {'ok' if result.returncode == 0 else 'FAILED'}, {told}", flush=True)
        if result.returncode:
            failed.append(name)
            print(said[max(0, trouble) if trouble >= 0 else -3000 :][:6000])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
