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
    Command("chat", "chat", "Talk with a chat, agent or chatflow app.", TALK),
    Command("run", "run", "Run a workflow or a completion app.", TALK),
    Command("conversations", "conversations", "Look at conversations, and tidy them up.", TALK),
    Command("files", "files", "Upload files for messages and runs.", TALK),
    Command("info", "info", "Show the app, its inputs, and the server.", LOOK),
    Command("doctor", "doctor", "Find out what is wrong with a server, a key, an app.", LOOK),
    Command("batch", "batch", "Run an app for each row of a table.", WORK),
    Command("knowledge", "knowledge", "Sync folders into knowledge bases, search and download them.", WORK),
    Command("export", "export", "Export conversations, feedback, logs, documents to tables.", WORK),
    Command("profile", "profile", "Keep servers and their keys in a file of your own.", SET_UP),
    Command("serve", "serve", "Serve the embedded Dify, for tests and a look around.", SET_UP),
)
