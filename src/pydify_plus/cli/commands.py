"""The commands: where each one's module is, and the line that tells of it. A module is imported when its command is used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typer import Typer

TALK, LOOK, WORK, SET_UP = "Talk with an app", "Look", "Work in bulk", "Set up"


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a group of them.

    Attributes:
        name: What is typed.
        module: The module within this package whose `app` it is.
        help: One line for the list of commands.
        panel: The part of the list that it stands in.
    """

    name: str
    module: str
    help: str
    panel: str

    @property
    def app(self) -> Typer:
        """The Typer app; its module is imported now."""
        module: Any = import_module(f".{self.module}", __package__)
        app: Typer = module.app
        return app


COMMANDS = (
    Command("batch", "batch", "Run an app for each row of a table.", WORK),
    Command("profile", "profile", "Keep servers and their keys in a file of your own.", SET_UP),
)
