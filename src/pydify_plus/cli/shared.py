"""The options that every command takes, before and after its name: which server, which keys, which format."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .context import given_to
from .failure import UsageFailure
from .output import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

PANEL = "Server, keys and output"
_SHOWN_WITH_COMMANDS = ("output", "profile", "user")
_REFUSED = "a key on the command line stays in the shell's history, and others see it in the list of processes"
_INSTEAD = (
    "set DIFY_API_KEY or DIFY_DATASET_API_KEY, in the environment or in .env; or keep the keys in a file of your own: "
    "pydify-plus profile add NAME; or use --api-key-file FILE (- asks)"
)

_declared = typer.Typer(add_completion=False)


@_declared.command()
def _options(
    output: Annotated[
        Format | None,
        typer.Option(
            "--output",
            "-o",
            "--format",
            help="How data is printed: a table (plain lines in a pipe), JSON or YAML.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The profile to use, before DIFY_PROFILE and the default one.", rich_help_panel=PANEL
        ),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The end user in whose name calls are made, before DIFY_USER.", rich_help_panel=PANEL
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="The server, before DIFY_BASE_URL; Dify Cloud if none is named.", rich_help_panel=PANEL
        ),
    ] = None,
    api_key_file: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Read the app's key from a file, before DIFY_API_KEY; - reads it from standard input, or asks without showing it.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    dataset_api_key_file: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The same for the knowledge key, before DIFY_DATASET_API_KEY.", rich_help_panel=PANEL
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="How long to wait for a connection, and in silence; 30 when left out.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    retries: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="How often a call that can be repeated is repeated; 3 times when left out.",
            rich_help_panel=PANEL,
        ),
    ] = None,
    proxy: Annotated[
        str | None, typer.Option(metavar="URL", help="The proxy to go through.", rich_help_panel=PANEL)
    ] = None,
    ca_file: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Certificates to trust in place of the usual ones.", rich_help_panel=PANEL),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="Log every request to standard error, keys masked.", rich_help_panel=PANEL
        ),
    ] = False,
    api_key: Annotated[str | None, typer.Option(hidden=True)] = None,
    dataset_api_key: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Holds the declarations alone."""


def add_shared_options(command: Any, *, all_shown: bool = False) -> None:
    """Let a command, or all commands of a group, take the shared options; what is its own goes before.

    Args:
        command: What `typer.main.get_command` gives.
        all_shown: Whether its help shows all of them, or those alone that are wanted often.
    """
    below = getattr(command, "commands", None)
    if below is not None and not all_shown:
        for one in below.values():
            add_shared_options(one)
        return
    taken = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    command.params = [*command.params, *_shared_options(taken, all_shown=all_shown)]


def _shared_options(taken: set[str], *, all_shown: bool) -> Sequence[Any]:
    found: list[Any] = []
    declared: Any = typer.main.get_command(_declared)
    for declaration in declared.params:
        option = copy(declaration)
        name: str = option.name
        option.opts = [spelled for spelled in option.opts if spelled not in taken]
        if not option.opts:
            continue
        # Not the names of a command's own parameters, which may be the same.
        option.name = f"shared_{name}"
        option.expose_value = False
        option.callback = _refuse if name in ("api_key", "dataset_api_key") else _remember
        option.hidden = option.hidden or not (all_shown or name in _SHOWN_WITH_COMMANDS)
        found.append(option)
    return found


def _remember(ctx: typer.Context, option: Any, value: Any) -> None:
    if value is not None and value is not False:
        given_to(ctx)[option.name.removeprefix("shared_")] = value


def _refuse(ctx: typer.Context, option: Any, value: Any) -> None:
    if value is not None:
        raise UsageFailure(_REFUSED, hint=_INSTEAD)
