"""Where a generation is shown: as Markdown on a terminal, as text elsewhere."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from .output import Output, visible

if TYPE_CHECKING:
    from .answering import Show


def show_text(output: Output, *, render: bool) -> AbstractContextManager[Show]:
    """What shows a text that grows.

    Args:
        output: Where it goes: nowhere, when a program reads JSON or YAML there.
        render: Whether a terminal shows it as Markdown.
    """
    if not output.for_people:
        from .answering import Silent

        return nullcontext(Silent())
    if render and output.console.is_terminal and not output.console.is_dumb_terminal:
        from .live_markdown import LiveMarkdown

        return LiveMarkdown(output.console)
    return nullcontext(PlainText(output))


class PlainText:
    """Shows a text as it comes; what steers a terminal is made visible on one."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._in_line = False

    def add(self, piece: str) -> None:
        """More of the text."""
        if piece:
            sys.stdout.write(visible(piece) if self._output.console.is_terminal else piece)
            sys.stdout.flush()
            self._in_line = not piece.endswith("\n")

    def say(self, text: str, style: str = "dim") -> None:
        """A remark, on standard error."""
        self.pause()
        self._output.note(text, style=style)

    def wait_for(self, text: str, *, always: bool = False) -> None:
        """Nothing is shown of it."""

    def pause(self) -> None:
        """End the line."""
        if self._in_line:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._in_line = False

    def go_on(self) -> None:
        """Nothing was taken."""
