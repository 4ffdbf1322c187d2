"""The command `pydify-plus`: finds the commands, reads the options that all of them share, and ends with the right exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from .commands import COMMANDS
from .context import Context, context_of
from .problems import INTERRUPTED, format_in, is_help_wanted, report
from .shared import add_shared_options


class Root(TyperGroup):
    """The group of all commands. A command's module is imported when it is called, not to list it."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in COMMANDS:
            self.commands[command.name] = TyperCommand(
                name=command.name, help=command.help, rich_help_panel=command.panel, callback=None
            )
        add_shared_options(self, all_shown=True)
        self._context: Context | None = None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command for a name, whose module is imported now."""
        name, listed, rest = super().resolve_command(ctx, args)
        if listed is None:
            return name, listed, rest
        self._context = context_of(ctx)
        return name, load(str(name)), rest

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave with the exit code that `pydify_plus.cli.problems` documents."""
        arguments = list(sys.argv[1:] if args is None else args) or ["--help"]
        try:
            code = super().main(
                arguments,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except (Exception, KeyboardInterrupt) as error:
            if not standalone_mode:
                raise
            if is_help_wanted(error):
                sys.stderr.write(str(getattr(error, "ctx").get_help()))  # noqa: B009
                sys.exit(2)
            context = self._context
            code = report(
                error,
                format_in(arguments),
                secrets=context.secrets if context is not None else (),
                verbose=not {"-v", "--verbose"}.isdisjoint(arguments),
            )
        if standalone_mode:
            if code == INTERRUPTED:
                report(KeyboardInterrupt(), format_in(arguments))
            sys.exit(code if isinstance(code, int) else 0)
        return code


def load(name: str) -> Any:
    """A command by its name, with the shared options added."""
    command: Any = typer.main.get_command(next(one for one in COMMANDS if one.name == name).app)
    command.name = name
    add_shared_options(command)
    return command


app = typer.Typer(
    name="pydify-plus",
    cls=Root,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from pydify_plus import __version__

        typer.echo(f"pydify-plus {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Settings come from options, then the environment (DIFY_BASE_URL, DIFY_API_KEY, DIFY_DATASET_API_KEY, DIFY_USER), then .env in "
    "the current folder, then a profile. Exit codes: 0 all is well, 1 something failed, 2 not used as it has to be, 130 Ctrl-C."
)
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Work with Dify from the terminal: talk with apps, run workflows, look after knowledge bases."""
