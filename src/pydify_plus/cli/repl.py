"""The conversation in a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from pydify_plus.errors import DifyError

from .answering import Show, Stopper, answer, sources
from .line_editing import LineEditor
from .output import fields_of
from .problems import report
from .showing import show_text
from .typed_ahead import TypedAhead

if TYPE_CHECKING:
    from pydify_plus import Client, Conversation
    from pydify_plus.models import AppParameters
    from pydify_plus.models.file import InputFile

    from .context import Context

HELP = {
    "/upload FILE": "upload a file, which goes along with the next message",
    "/new": "begin another conversation, with the same inputs",
    "/stop": "stop the answer that is being written, in Dify too, as Ctrl-C does",
    "/help": "show this",
    "/quit": "leave, as Ctrl-D does",
}


class Repl:
    """Reads what somebody types, and shows what the app answers.

    Args:
        context: The command's.
        client: The app's.
        talk: The conversation to go on with.
        name: The app's.
        parameters: Its form and greeting.
        render: Whether answers are shown as Markdown.
    """

    def __init__(
        self,
        context: Context,
        client: Client,
        talk: Conversation,
        *,
        name: str,
        parameters: AppParameters,
        render: bool,
    ) -> None:
        self._context = context
        self._output = context.output
        self._client = client
        self._talk = talk
        self._name = name
        self._parameters = parameters
        self._render = render
        self._files: list[InputFile] = []
        self._editor = LineEditor([command.partition(" ")[0] for command in HELP])
        self._ahead: list[str] = []
        self._commands: dict[str, Callable[[str], object]] = {
            "/upload": self._upload,
            "/new": self._new,
            "/stop": lambda _: self._output.note("No answer is being written."),
            "/help": self._help,
            "/quit": self._quit,
            "/exit": self._quit,
        }
        self._over = False

    def run(self) -> None:
        """Converse until Ctrl-D or /quit."""
        self._greet()
        with self._editor:
            while not self._over:
                try:
                    line = self._read().strip()
                except EOFError:
                    self._output.note("")
                    break
                except KeyboardInterrupt:
                    self._output.note("\n/quit or Ctrl-D leaves.")
                    continue
                if line:
                    self._take(line)
        if self._talk.id:
            self._output.note(
                f"This conversation goes on with: pydify-plus chat --conversation {self._talk.id}", style="dim"
            )

    def _greet(self) -> None:
        self._output.note(
            f"{self._name} at {self._context.config.base_url}. /help lists what can be typed.", style="dim"
        )
        if self._talk.id:
            return
        opening = str(self._parameters.get("opening_statement") or "")
        if opening:
            inputs = self._talk.inputs
            opening = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: str(inputs.get(found[1], "")), opening)
            with self._show() as show:
                show.add(opening)
        for question in self._parameters.get("suggested_questions") or ():
            self._output.note(f"  · {question}", style="dim")

    def _read(self) -> str:
        lines: list[str] = []
        while True:
            prompt = "… " if lines else "> "
            if self._ahead:
                line = self._ahead.pop(0)
                self._output.text(f"{prompt}{line}")
            else:
                line = self._editor.read(prompt)
            if not line.endswith("\\"):
                return "\n".join([*lines, line])
            lines.append(line[:-1])

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        command = self._commands.get(word)
        try:
            if command is not None:
                command(rest.strip())
            elif line.startswith("/") and not line.startswith("//"):
                self._output.note(f"There is no {word}: /help lists what there is, and // begins a message with /.")
            else:
                self._say(line[1:] if line.startswith("//") else line)
        except KeyboardInterrupt:
            self._output.note("Stopped.", style="yellow")
        except (DifyError, OSError, ValueError) as error:
            report(error, self._output.format, secrets=self._context.secrets)

    def _say(self, query: str) -> None:
        stream = self._talk.stream(query, files=self._files or None)
        with self._show() as show:
            final = answer(
                self._context, self._client, stream, show=show, ask=self._editor.read_plain, listen=self._listen
            )
        self._files = []
        if stream.status == "failed":
            self._output.note(
                f"The run failed: {fields_of(final).get('error') or 'Dify does not say why'}", style="red"
            )
        if final is not None and sources(final):
            self._output.note(f"Sources: {', '.join(sources(final))}", style="dim")
        self._output.note("")

    def _listen(self, stopper: Stopper) -> AbstractContextManager[object]:
        def heard(line: str) -> None:
            if line == "/stop":
                stopper.request()
            elif line:
                self._ahead.append(line)

        return TypedAhead(heard, self._editor.begin_with)

    def _show(self) -> AbstractContextManager[Show]:
        return show_text(self._output, render=self._render)

    # What can be typed.

    def _upload(self, path: str) -> None:
        if not path:
            self._output.note("/upload takes the path of a file.")
            return
        enabled = fields_of(self._parameters.get("file_upload")).get("enabled")
        if enabled is False:
            self._output.warn("this app has file uploads switched off, and may not look at it")
        file = Path(path.strip("'\"")).expanduser()
        uploaded = self._client.files.upload_file(file, user=self._context.user)
        self._files.append(uploaded.as_input())
        self._output.note(f"{uploaded.name} ({_size(uploaded.size)}) goes along with the next message.")

    def _new(self, _: str) -> None:
        self._talk = self._client.chat.conversation(user=self._talk.user, inputs=self._talk.inputs)
        self._files = []
        self._output.note("A new conversation begins.")

    def _help(self, _: str) -> None:
        width = max(map(len, HELP))
        for command, text in HELP.items():
            self._output.note(f"  {command:<{width}}  {text}")
        self._output.note("  A line that ends in \\ goes on in the next one.")

    def _quit(self, _: str) -> None:
        self._over = True


def _size(count: int) -> str:
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000  # type: ignore[assignment]
    return f"{count:.1f} GB"
