"""`pydify-plus chat`: a conversation with a chat, agent or chatflow app in the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer
from .asking import ask_inputs
from .context import Context, context_of
from .failure import UsageFailure
from .inputs import missing, read_inputs
from .output import Format, dump, plain
from .showing import show_text

if TYPE_CHECKING:
    from pydify_plus import Client, Conversation

app = typer.Typer(rich_markup_mode="rich")

MODES = ("chat", "agent-chat", "advanced-chat")


@app.command(
    epilog="Examples:\n\n  pydify-plus chat\n\n  pydify-plus chat -i name=Alice -i tone=formal --user alice\n\n"
    "  pydify-plus chat 'What is in stock?'\n\n  pydify-plus chat --output json < questions.txt"
)
def chat(
    ctx: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(metavar="[QUERY]", help="Ask this and leave; without it, converse.", show_default=False),
    ] = None,
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
    conversation: Annotated[str | None, typer.Option(metavar="ID", help="Go on with this conversation.")] = None,
    plain_text: Annotated[
        bool, typer.Option("--plain", help="Print the text as it comes, not rendered as Markdown.")
    ] = False,
) -> None:
    """Talk with a chat, agent or chatflow app.

    In a terminal it shows answers while they are written, asks for the inputs that the app requires, and for what a chatflow asks
    people. /help lists what else can be typed; Ctrl-C stops an answer, in Dify too; Ctrl-D leaves.

    From a pipe it takes one query per line, and prints the answers: as text, as a line of JSON each, or as YAML documents.
    """
    context = context_of(ctx)
    with context.client(needs="app") as client:
        info = client.app_config.get_app_basic_info()
        if str(info.mode) not in MODES:
            raise UsageFailure(f"{info.name!r} is a {info.mode} app, which does not converse", hint="pydify-plus run")
        parameters = client.app_config.get_app_parameters()
        interactive = sys.stdin.isatty() and sys.stdout.isatty() and query is None and context.output.for_people
        values = read_inputs(input or (), inputs, parameters.fields)
        if interactive and conversation is None:
            values |= ask_inputs(missing(values, parameters.fields), context.output)
        if conversation is None or values:
            parameters.validate_inputs(values)
        talk = client.chat.conversation(conversation, user=context.user, inputs=values)
        if interactive:
            from .repl import Repl

            Repl(context, client, talk, name=info.name, parameters=parameters, render=not plain_text).run()
        else:
            _answer_lines(context, client, talk, sys.stdin if query is None else [query], render=not plain_text)


def _answer_lines(
    context: Context, client: Client, talk: Conversation, queries: Iterable[str], *, render: bool
) -> None:
    format = context.output.format
    for line in queries:
        query = line.strip()
        if not query:
            continue
        with show_text(context.output, render=render) as show:
            final = answer(context, client, talk.stream(query), show=show, ask=None)
            show.pause()
        if not context.output.for_people:
            found = plain(final)
            text = (
                json.dumps(found, ensure_ascii=False) + "\n" if format is Format.json else "---\n" + dump(found, format)
            )
            sys.stdout.write(text)
            sys.stdout.flush()
