"""Reading lines with editing, history and completion, where the platform has them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from glob import glob
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_KEPT = 1000
"""Lines of history."""


def history_path() -> Path:
    """Where the history is kept, readable by its owner alone."""
    from platformdirs import user_state_path

    return user_state_path("pydify-plus", appauthor=False) / "chat_history"


class LineEditor:
    """Reads lines; within it, with the history of earlier conversations.

    Args:
        commands: What is completed at the start of a line.
    """

    def __init__(self, commands: Sequence[str]) -> None:
        self._commands = commands
        self._begin = ""
        try:
            self._readline: Any = import_module("readline")
        except ImportError:  # Windows
            self._readline = None

    def __enter__(self) -> Self:
        readline = self._readline
        if readline is not None:
            with suppress(OSError):
                readline.read_history_file(history_path())
            readline.set_history_length(_KEPT)
            readline.set_auto_history(False)
            readline.set_completer_delims(" \n")
            readline.set_completer(self._complete)
            readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        readline = self._readline
        if readline is None:
            return
        readline.set_completer(None)
        readline.set_auto_history(True)
        path = history_path()
        with suppress(OSError):  # a history that cannot be kept is no reason to end badly
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            path.chmod(0o600)
            readline.write_history_file(path)

    def read(self, prompt: str) -> str:
        """A line, which the history keeps.

        Raises:
            EOFError: Ctrl-D.
            KeyboardInterrupt: Ctrl-C.
        """
        readline = self._readline
        begin, self._begin = self._begin, ""
        if readline is None:
            return input(prompt)
        if begin:
            readline.set_startup_hook(lambda: readline.insert_text(begin))
        try:
            line = input(prompt)
        finally:
            readline.set_startup_hook(None)
        if line.strip():
            readline.add_history(line)
        return line

    def read_plain(self, question: str) -> str:
        """An answer to a question, which is no history."""
        return input(question)

    def begin_with(self, text: str) -> None:
        """What the next line begins with, as typed already."""
        self._begin = text

    def _complete(self, text: str, state: int) -> str | None:
        line: str = self._readline.get_line_buffer()
        if line.startswith("/upload "):
            found = [f"{path}{os.sep}" if Path(path).is_dir() else path for path in sorted(glob(f"{text}*"))]  # noqa: PTH207
        else:
            found = [command for command in self._commands if line.startswith("/") and command.startswith(text)]
        return found[state] if state < len(found) else None
