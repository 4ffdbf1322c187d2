#!/usr/bin/env python3
"""Write docs/methods.md: every method of the client with the operations that it asks for, and every operation with its methods.

    scripts/method_table.py            write it
    scripts/method_table.py --check    fail with a diff when the committed table is not what the code gives

What a method asks for is found by calling it: see tests/survey.py.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "methods.md"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from survey import Operation, Surveyor, methods, operations, survey  # noqa: E402

HEAD = """\
<!-- Written by scripts/method_table.py. -->

# Methods and operations

`Client` and `AsyncClient` have the same methods. With `AsyncClient` they are awaited; a stream is iterated with `async for`, a list
(`Page`) is awaited for one page or iterated for all. Where a method has several operations, its arguments, the server's version or
what was answered before decide which it asks for; its docstring says when. A request that may have been processed is sent again by
itself only where that is safe.
"""


def table() -> str:
    """The text of docs/methods.md."""
    asked = survey("sync")
    lines = [HEAD]
    with Surveyor("sync") as surveyor:
        for group_name, group in sorted(surveyor.groups.items()):
            lines += [f"## client.{group_name}", "", summary(group), ""]
            lines += head("method", "operation", "HTTP", "key", "safe to repeat", "returns")
            for name, method in methods(group).items():
                found = [operations()[each] for each in asked[f"{group_name}.{name}"]]
                returns = str(inspect.signature(method).return_annotation)
                lines.append(row([f"`{name}`"], *cells(found), [f"`{plain(returns)}`"]))
            lines.append("")
    lines += ["## client.api", "", "Every operation by Dify's own name, and the methods that ask for it.", ""]
    lines += head("client.api", "HTTP", "key", "safe to repeat", "methods")
    for operation in sorted(operations().values(), key=lambda each: each.api):
        _, http, key, safe = cells([operation])
        by = [f"`{method}`" for method, found in sorted(asked.items()) if operation.name in found]
        lines.append(row([f"`{operation.api}`"], http, key, safe, by))
    return "\n".join(lines) + "\n"


def cells(found: Iterable[Operation]) -> tuple[list[str], list[str], list[str], list[str]]:
    """What a table tells of operations: names, requests, keys, and whether they can be repeated."""
    found = [*found]
    keys = [each.key if each.key != "none" else "" for each in found]
    safe = ["yes" if each.repeatable else "no" for each in found]
    return (
        [each.name for each in found],
        [f"{each.method} `{each.path}`" for each in found],
        [keys[0]] if len({*keys}) == 1 else keys,
        [safe[0]] if len({*safe}) == 1 else safe,
    )


def head(*names: str) -> list[str]:
    return [row(*([name] for name in names)), row(*(["---"] for _ in names))]


def row(*cells: list[str]) -> str:
    return f"| {' | '.join('<br>'.join(cell) for cell in cells)} |"


def plain(annotation: str) -> str:
    """A type as one reads it in a table, where `|` begins a cell."""
    return re.sub(r"\bmodels\.", "", annotation).replace(" | ", " or ")


def summary(group: object) -> str:
    """The first paragraph of a group's docstring."""
    return (inspect.getdoc(type(group)) or "").partition("\n\n")[0].replace("\n", " ")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed table instead of writing it")
    check = parser.parse_args().check
    text = table()
    have = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    if not check:
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(text, encoding="utf-8")
    elif have != text:
        print(
            "".join(difflib.unified_diff(have.splitlines(True), text.splitlines(True), "docs/methods.md", "the code"))
        )
        print("docs/methods.md is not what the code gives: run scripts/method_table.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
