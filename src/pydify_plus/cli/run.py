"""`pydify-plus run`: a workflow or completion app, once."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .answering import Show, Silent, answer
from .asking import ask_inputs, ask_line
from .context import Context, context_of
from .failure import Failure, UsageFailure
from .inputs import missing, read_inputs
from .output import fields_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog="Examples:\n\n  pydify-plus run -i text=Hello\n\n  pydify-plus run -i report=@report.pdf --stream\n\n"
    "  pydify-plus run --inputs row.json --output json\n\n  pydify-plus run -i text=Hello --get summary > summary.txt"
)
def run(
    ctx: typer.Context,
    input: Annotated[
        list[str] | None,
        typer.Option(
            "--input", "-i", metavar="NAME=VALUE", help="An input of the app; NAME=@PATH or a URL for a file."
        ),
    ] = None,
    inputs: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A JSON or YAML file with the app's inputs; - reads JSON from standard input."
        ),
    ] = None,
    stream: Annotated[
        bool, typer.Option("--stream", help="Show nodes as they finish, and text as it is written.")
    ] = False,
    get: Annotated[str | None, typer.Option(metavar="NAME", help="Print this output alone, as it is.")] = None,
    workflow_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Run this published version of the workflow.")
    ] = None,
) -> None:
    """Run a workflow or a completion app, and print what it gives.

    Inputs that the app requires and that are not given are asked for at a terminal; so is what a workflow asks people. Files are
    uploaded on the way. Ctrl-C stops the run, in Dify too. The exit code is 1 when the run failed.
    """
    context = context_of(ctx)
    with context.client(needs="app") as client:
        mode = str(client.app_config.get_app_basic_info().mode)
        if mode not in ("workflow", "completion"):
            raise UsageFailure(f"this is a {mode} app, with which one talks", hint="pydify-plus chat")
        if mode == "completion" and (workflow_id or get):
            raise UsageFailure("--workflow-id and --get are for workflows; this is a completion app")
        parameters = client.app_config.get_app_parameters()
        values = read_inputs(input or (), inputs, parameters.fields)
        interactive = sys.stdin.isatty() and context.output.for_people
        if interactive:
            values |= ask_inputs(missing(values, parameters.fields), context.output)
        parameters.validate_inputs(values)
        events: Any = (
            client.workflows.stream_workflow(workflow_id, values)
            if mode == "workflow"
            else client.textgen.stream_completion_message(inputs=values)
        )
        shows_text = mode == "completion" and context.output.for_people
        with _watch(context, text=stream or shows_text, steps=stream) as show:
            final = answer(context, client, events, show=show, ask=ask_line if interactive else None, steps=stream)
            show.pause()
    if mode == "completion":
        if not context.output.for_people:
            context.output.data(final)
        return
    _print_run(context, final, get)


def _print_run(context: Context, final: Any, get: str | None) -> None:
    status, error = str(final.status), final.error
    if get is not None and status in ("succeeded", "partial-succeeded"):
        if get not in final.outputs:
            raise Failure(f"the run has no output {get!r}: there are {', '.join(final.outputs) or 'none'}")
        value = final.outputs[get]
        if isinstance(value, str):
            context.output.text(value)
        else:
            context.output.data(value)
    elif not context.output.for_people:
        context.output.data(final)
    elif final.outputs:
        context.output.record({name: _shown(value) for name, value in final.outputs.items()})
    else:
        context.output.note("The run has no outputs.")
    if status == "partial-succeeded":
        context.output.warn(f"nodes failed on the way, and the run went on: {error or 'Dify does not say why'}")
    elif status != "succeeded":
        raise Failure(f"the run {status}: {error or 'Dify does not say why'}", kind=f"run_{status}")
    seconds, tokens = final.elapsed_time, final.total_tokens
    if context.output.err.is_terminal:
        told = [f"{seconds:.1f} s" if seconds is not None else "", f"{tokens} tokens" if tokens else ""]
        context.output.note(f"{status} in {', '.join(filter(None, told))}; run {final.execution_id}", style="dim")


def _shown(value: Any) -> Any:
    """A file by its name and URL, in place of all that Dify says of it."""
    file = fields_of(value)
    return f"{file['filename']} {file['url']}" if file.get("filename") and file.get("url") else value


def _watch(context: Context, *, text: bool, steps: bool) -> AbstractContextManager[Show]:
    output = context.output
    if not output.for_people or not (output.err.is_terminal or steps or text):
        return nullcontext(Silent())
    return _Watched(context, text=text)


class _Watched:
    """Text on standard output as it comes, and what the run is busy with on standard error."""

    def __init__(self, context: Context, *, text: bool) -> None:
        from .showing import PlainText

        self._plain = PlainText(context.output)
        self._text = text
        self._console: Console = context.output.err
        self._status: Status | None = None

    def add(self, piece: str) -> None:
        """More of the text."""
        if self._text:
            self._end_status()
            self._plain.add(piece)

    def say(self, text: str, style: str = "dim") -> None:
        """A remark."""
        self._plain.say(text, style)

    def wait_for(self, text: str, *, always: bool = False) -> None:
        """What it is busy with, where no text is in the way."""
        if self._console.is_terminal:
            from .output import visible

            self._plain.pause()
            if self._status is None:
                self._status = self._console.status("")
                self._status.start()
            self._status.update(visible(text).replace("[", "\\["))

    def pause(self) -> None:
        """Let somebody else have the terminal."""
        self._end_status()
        self._plain.pause()

    def go_on(self) -> None:
        """Nothing was taken."""

    def __enter__(self) -> Show:
        self.wait_for("Starting")
        return self

    def __exit__(self, *_: object) -> None:
        self.pause()

    def _end_status(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
