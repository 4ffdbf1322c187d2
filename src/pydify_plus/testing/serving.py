"""Serving the embedded Dify from a terminal, for other languages and for a look around."""

from __future__ import annotations

import argparse
import ipaddress
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from .page import PATH
from .server import DifyServer
from .versions import NEWER

if TYPE_CHECKING:
    from types import FrameType

PORT = 5001
"""The port that Dify's own API listens on."""


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    apps: str | None = None,
    state: str | None = None,
    version: str = NEWER,
    out: TextIO = sys.stdout,
    tell: Callable[[DifyServer, str, str | None], str] | None = None,
) -> None:
    """Serve until SIGINT (Ctrl+C) or SIGTERM; returns when all is saved and closed.

    Args:
        host: Where to listen; anything but loopback is warned of.
        port: 0 takes any free one.
        apps: A YAML file of apps, beside the default ones.
        state: A SQLite file that keeps what happens, keys included.
        version: The version of Dify that it behaves like.
        out: Where the banner goes.
        tell: What makes the banner of the server, its host and its state file; `banner` when left out.

    Raises:
        AppFileError: Something in `apps` is not as it must be.
        OSError: The address is taken, or a file cannot be read.
        RuntimeError: Another server has the state file.
        ValueError: `state` is no such file.
    """
    options: dict[str, Any] = {"host": host, "port": port, "state": state, "version": version}
    server = DifyServer(**options) if apps is None else DifyServer.from_file(apps, **options)
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        # An Event would not do: what interrupts its own wait() may wait for its lock for ever.
        nonlocal stopped
        stopped = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with server:
            out.write((tell or banner)(server, host, state))
            out.flush()
            while not stopped:
                time.sleep(0.2)  # Windows delivers a signal only between waits
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def banner(server: DifyServer, host: str, state: str | None) -> str:
    """What a terminal shows of a server: what it is, where it is, and its keys."""
    states = list(server.workspace.apps_by_key.values())
    width = max(len(one.definition.name) for one in states)
    kept = "in memory: gone when it stops" if state is None else f"in {state}"
    lines = [
        "Embedded Dify: a test double, not Dify, and not for production.",
        "",
        f"  Base URL  {server.base_url}",
        f"  Look      {server.url}{PATH}",
        f"  State     {kept}",
        "",
        "  Keys",
        *(f"    {one.definition.name:<{width}}  {one.key}  ({one.mode})" for one in states),
        f"    {'knowledge':<{width}}  {server.dataset_key}",
        "",
    ]
    if not _is_loopback(host):
        lines += [
            f"  WARNING: it listens on {host}, where others may reach it: without encryption, with its keys shown at {PATH}.",
            "",
        ]
    return "\n".join([*lines, "Ctrl+C stops it.", ""])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of `python -m pydify_plus.testing`.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(
        prog="python -m pydify_plus.testing",
        description="An embedded Dify: a test double that speaks Dify's Service API.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("serve", help="serve until Ctrl+C")
    command.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    command.add_argument("--port", type=int, default=PORT, help="0 takes any free one (default: %(default)s)")
    command.add_argument("--apps", metavar="FILE", help="a YAML file of apps, beside the default ones")
    command.add_argument("--state", metavar="FILE", help="a SQLite file that keeps what happens; default: in memory")
    command.add_argument("--version", default=NEWER, help="the version of Dify to behave like (default: %(default)s)")
    chosen = vars(parser.parse_args(arguments))
    del chosen["command"]
    try:
        serve(**chosen)
    except (OSError, RuntimeError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
