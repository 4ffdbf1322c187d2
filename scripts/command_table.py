#!/usr/bin/env python3
"""Write docs/commands.md: every command of `pydify-plus` with its arguments, options and examples, as its own help has them.

scripts/command_table.py            write it
scripts/command_table.py --check    fail with a diff when the committed text is not what the commands give
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "commands.md"
sys.path.insert(0, str(ROOT / "src"))

import typer  # noqa: E402

from pydify_plus.cli.commands import COMMANDS  # noqa: E402
from pydify_plus.cli.root import app, load  # noqa: E402
from pydify_plus.cli.shared import PANEL  # noqa: E402

HEAD = """\
<!-- Written by scripts/command_table.py. -->

# Commands

What `pydify-plus COMMAND --help` says. [The guide](command-line.md) ([简体中文](command-line.zh-CN.md)) tells how to begin.

## Options of every command

They may stand before the command's name or behind it. Where a command has an option of the same name, its own counts behind it.
"""


def text() -> str:
    """The text of docs/commands.md."""
    root: Any = typer.main.get_command(app)
    lines = [HEAD, *table(option for option in root.params if getattr(option, "rich_help_panel", None) == PANEL)]
    for panel in dict.fromkeys(command.panel for command in COMMANDS):
        lines += ["", f"## {panel}"]
        for command in COMMANDS:
            if command.panel == panel:
                for path, leaf in leaves(load(command.name), command.name):
                    lines += ["", *section(path, leaf)]
    return "\n".join(lines) + "\n"


def leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The commands that can be called."""
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    else:
        for name, one in below.items():
            yield from leaves(one, f"{path} {name}")


def section(path: str, command: Any) -> list[str]:
    own = [one for one in command.params if not one.name.startswith("shared_") and not getattr(one, "hidden", False)]
    context = command.make_context(f"pydify-plus {path}", [], resilient_parsing=True)
    usage = context.get_usage().removeprefix("Usage: ").strip()
    lines = [f"### {path}", "", f"`{' '.join(usage.split())}`", ""]
    lines += ["\n\n".join(paragraph.replace("\n", " ") for paragraph in command.help.strip().split("\n\n"))]
    if own:
        lines += ["", *table(own)]
    examples = [line.strip() for line in (command.epilog or "").split("\n\n")[1:]]
    return [*lines, "", "Examples:", "", *(f"- `{example}`" for example in examples)]


def table(parameters: Any) -> list[str]:
    lines = ["| option | what |", "|---|---|"]
    for one in parameters:
        if getattr(one, "hidden", False):
            continue
        names = ", ".join(f"`{name}`" for name in one.opts) if one.param_type_name == "option" else f"`{one.metavar}`"
        if one.param_type_name == "option" and not one.is_flag:
            names += f" {kind(one)}"
        default = (
            one.default if isinstance(one.default, str | int | float) and not isinstance(one.default, bool) else None
        )
        told = (one.help or "") + (f" Default: `{default}`." if default not in (None, "") else "")
        lines.append(f"| {names} | {told} |".replace("||", "|"))
    return lines


def kind(option: Any) -> str:
    choices = getattr(option.type, "choices", None)
    if choices:
        return " or ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices)
    return str(option.metavar or option.type.name.upper())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed text instead of writing it")
    check = parser.parse_args().check
    found = text()
    have = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    if not check:
        TABLE.write_text(found, encoding="utf-8")
    elif have != found:
        print(
            "".join(
                difflib.unified_diff(have.splitlines(True), found.splitlines(True), "docs/commands.md", "the commands")
            )
        )
        print("docs/commands.md is not what the commands give: run scripts/command_table.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
