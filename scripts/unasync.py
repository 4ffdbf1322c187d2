#!/usr/bin/env python3
"""Derive src/pydify_plus/_sync from src/pydify_plus/_async by rewriting tokens.

    scripts/unasync.py            write it
    scripts/unasync.py --check    fail with a diff when the committed code is not what _async gives

What tokens cannot say is written by hand in both worlds: the modules in HAND_KEPT. A line that ends in `async only` has no twin.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "pydify_plus" / "_async"
TARGET = ROOT / "src" / "pydify_plus" / "_sync"

HAND_KEPT = {
    "engine.py",  # makes the httpx client and sleeps
    "disk.py",  # goes to a thread, or does not have to
    "ending.py",  # waits a bounded time for bytes, and lets go of a stream
    "locks.py",  # one for each event loop, or one for all threads
    "progress.py",  # waits for a caller's async function, or refuses it
    "pager.py",  # fetches the first page when it is made, or when it is awaited
    "twin.py",  # the synchronous client beside an asynchronous one
}
NAMES = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "StopAsyncIteration": "StopIteration",
    "aclose": "close",
    "aread": "read",
    "aiter_raw": "iter_raw",
    "aiter_bytes": "iter_bytes",
    "anext": "next",
    "aiter": "iter",
    "AsyncPaged": "Page",
    "aclosing": "closing",
    "asynccontextmanager": "contextmanager",
    "_arequest": "_request",
    "_async": "_sync",
}
PROSE = [
    (r"\bawait ", ""),
    (r"\basync (for|with|def)\b", r"\1"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\baclose\b", "close"),
]
DERIVED = "# Derived from _async by scripts/unasync.py; edit there.\n"


def rename(name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    return name.replace("Async", "", 1) if re.match(r"_?Async[A-Z]", name) else name


def rewrite(source: str) -> str:
    """The synchronous twin of a module's source."""
    lines = [line for line in source.splitlines(keepends=True) if not re.search(r"async only\W*$", line)]
    source = "".join(lines)
    drop: list[tuple[int, int, int]] = []  # (line, from column, to column) of `async ` and `await `
    swap: list[tuple[int, int, int, str]] = []
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for index, token in enumerate(tokens):
        row, column = token.start
        if token.type == tokenize.NAME and token.string in ("async", "await"):
            following = tokens[index + 1]
            drop.append((row, column, following.start[1] if following.start[0] == row else token.end[1]))
        elif token.type == tokenize.NAME and rename(token.string) != token.string:
            swap.append((row, column, token.end[1], rename(token.string)))
        elif token.type in (tokenize.STRING, tokenize.COMMENT):
            text = token.string
            for pattern, replacement in PROSE:
                text = re.sub(pattern, replacement, text)
            if text != token.string:
                first, last = token.start[0] - 1, token.end[0] - 1
                if first == last:
                    swap.append((row, column, token.end[1], text))
                    continue
                head, tail = lines[first][: token.start[1]], lines[last][token.end[1] :]
                pieces = (head + text + tail).splitlines(keepends=True)
                # A docstring keeps its number of lines: the rules never touch a line end.
                lines[first : last + 1] = pieces
    edits = [(row, start, end, "") for row, start, end in drop] + swap
    for row, start, end, text in sorted(edits, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + text + line[end:]
    return DERIVED + "".join(lines)


def derive() -> dict[Path, str]:
    """Every derived file with its text, formatted as the project's files are."""
    texts: dict[Path, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE)
        if str(name) in HAND_KEPT:
            if not (TARGET / name).exists():
                raise SystemExit(f"{name} is kept by hand in both worlds, and _sync has none")
            continue
        texts[name] = tidy(rewrite(path.read_text(encoding="utf-8")), name)
    return texts


def tidy(text: str, name: Path) -> str:
    for command in (["check", "--fix-only", "--select", "I,UP,F401", "--quiet"], ["format", "--quiet"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(TARGET / name), "-"],
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"ruff on the twin of {name}: {done.stderr}")
        text = done.stdout
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed code instead of writing it")
    check = parser.parse_args().check
    texts = derive()
    stale = [
        path
        for path in sorted(TARGET.rglob("*.py"))
        if path.relative_to(TARGET) not in texts and str(path.relative_to(TARGET)) not in HAND_KEPT
    ]
    differ = False
    for name, text in texts.items():
        path = TARGET / name
        have = path.read_text(encoding="utf-8") if path.exists() else ""
        if have == text:
            continue
        differ = True
        if check:
            print(
                "".join(
                    difflib.unified_diff(
                        have.splitlines(True), text.splitlines(True), f"_sync/{name}", f"derived/{name}"
                    )
                )
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        differ = True
        if check:
            print(f"{path.relative_to(ROOT)} has no source in _async")
        else:
            path.unlink()
    if check and differ:
        print("_sync is not what _async gives: run scripts/unasync.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
