"""Markdown that is shown while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.markdown import Markdown
from rich.segment import Segment
from rich.spinner import Spinner
from rich.text import Text

from .output import visible

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


def parser() -> MarkdownIt:
    """What reads answers: HTML, which a terminal cannot show, stays text."""
    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough").enable("table")


class LiveMarkdown:
    """Shows a growing text on a terminal.

    A block (a paragraph, a list, a table, a listing) that another one follows is done, and printed for good; the one that still grows
    is drawn anew, as much of its end as fits. So the cost is that of the block, not of the answer, and nothing that has scrolled away
    is drawn twice.

    Args:
        console: The terminal.
        waiting: What is said until the first text comes.
    """

    def __init__(self, console: Console, waiting: str = "Waiting") -> None:
        self._console = console
        self._open = ""
        self._printed = False
        self._parser = parser()
        self._waiting = waiting
        self._always = False
        self._spinner = Spinner("dots")
        self._live = Live(
            console=console,
            get_renderable=self._current,
            refresh_per_second=10,
            transient=True,
            vertical_overflow="crop",
        )

    def add(self, piece: str) -> None:
        """More of the text."""
        if not piece:
            return
        self._open += piece
        if "\n" in piece:
            self._print_done()

    def say(self, text: str, style: str = "dim") -> None:
        """A line between what has been written and what follows."""
        self._close_block()
        self._live.console.print(Text(visible(text), style=style))

    def wait_for(self, text: str, *, always: bool = False) -> None:
        """Say what is being waited for, while there is no text; or below it, too."""
        self._waiting = text
        self._always = always

    def pause(self) -> None:
        """Show all that has come, and let somebody else have the terminal."""
        self._close_block()
        self._live.stop()

    def go_on(self) -> None:
        """Have the terminal again."""
        self._live.start()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pause()

    def _print_done(self) -> None:
        starts = [
            token.map[0]
            for token in self._parser.parse(self._open)
            if token.level == 0 and token.map and token.nesting >= 0
        ]
        if len(starts) > 1:
            lines = self._open.splitlines(keepends=True)
            self._open = "".join(lines[starts[-1] :])
            self._print("".join(lines[: starts[-1]]))

    def _close_block(self) -> None:
        last, self._open = self._open, ""
        if last.strip():
            self._print(last)

    def _print(self, markdown: str) -> None:
        self._live.console.print(_Block(_rendered(markdown, self._parser), gap=self._printed), end="")
        self._printed = True

    def _current(self) -> RenderableType:
        """What is drawn below all that is done; asked for by the thread that draws."""
        text = self._open
        block = _Block(_rendered(text, self._parser), gap=self._printed, height=self._console.height - 3)
        if text.strip() and not self._always:
            return block
        self._spinner.update(text=Text(f" {visible(self._waiting)}", style="dim"))
        return Group(block, self._spinner) if text.strip() else self._spinner


class _Block:
    """A block without empty lines around it, but for the gap to the one before; or its last lines."""

    def __init__(self, whole: Markdown, *, gap: bool, height: int | None = None) -> None:
        self._whole = whole
        self._gap = gap
        self._height = height

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self._whole, options, pad=False)
        filled = [number for number, line in enumerate(lines) if any(segment.text.strip() for segment in line)]
        shown = lines[filled[0] : filled[-1] + 1] if filled else []
        if self._gap:
            shown = [[], *shown]
        for line in shown if self._height is None else shown[-max(1, self._height) :]:
            yield from line
            yield Segment.line()


def _rendered(markdown: str, parser: MarkdownIt) -> Markdown:
    rendered: Any = Markdown("", hyperlinks=False)  # links show where they lead
    rendered.markup = visible(markdown)
    rendered.parsed = parser.parse(rendered.markup)
    shown: Markdown = rendered
    return shown
