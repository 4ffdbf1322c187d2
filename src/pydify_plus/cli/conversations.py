"""`pydify-plus conversations`: what users and an app have said."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from .context import context_of
from .failure import UsageFailure
from .output import plain

app = typer.Typer(
    help="Look at conversations of a chat, agent or chatflow app, and tidy them up.", rich_markup_mode="rich"
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The conversation's id.", show_default=False)]


@app.command(
    "list",
    epilog="Examples:\n\n  pydify-plus conversations list --user alice\n\n  pydify-plus conversations list --all --output json",
)
def list_conversations(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The most that are listed.")] = 20,
    everything: Annotated[bool, typer.Option("--all", help="List all of them.")] = False,
) -> None:
    """List the conversations of the user, the one that was used last first."""
    context = context_of(ctx)
    with context.client(needs="app") as client:
        page = client.sessions.list_conversations(
            limit=100 if everything else min(limit, 100), max_items=None if everything else limit
        )
        rows = [plain(one) for one in page]
    for row in rows:
        row["updated"] = _moment(row.get("updated_at"))
    context.output.rows(rows, ["id", "name", "status", "updated"])


@app.command(
    epilog="Examples:\n\n  pydify-plus conversations show ID\n\n  pydify-plus conversations show ID --output yaml"
)
def show(
    ctx: typer.Context,
    id: Id,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The newest N messages; all when left out.")
    ] = None,
) -> None:
    """Show what has been said in a conversation, the oldest first."""
    context = context_of(ctx)
    output = context.output
    with context.client(needs="app") as client:
        newest_first = client.sessions.get_conversation_messages(id, limit=min(limit or 100, 100), max_items=limit)
        messages: list[dict[str, Any]] = [plain(message) for message in newest_first]
    messages.reverse()
    if not output.for_people:
        output.data(messages)
        return
    for message in messages:
        output.note(f"{_moment(message.get('created_at'))}  {message['id']}", style="dim")
        output.text(f"> {message['query']}")
        output.text(str(message.get("answer") or f"(no answer: {message.get('error') or message.get('status')})"))
        output.text("")


@app.command(
    epilog="Examples:\n\n  pydify-plus conversations rename ID 'About refunds'\n\n  pydify-plus conversations rename ID --auto"
)
def rename(
    ctx: typer.Context,
    id: Id,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The new name.", show_default=False)] = None,
    auto: Annotated[bool, typer.Option("--auto", help="Let the app's model make one up.")] = False,
) -> None:
    """Give a conversation a name."""
    if (name is None) is not auto:
        raise UsageFailure("give a name, or --auto")
    context = context_of(ctx)
    with context.client(needs="app") as client:
        renamed = client.sessions.rename_conversation(id, name, auto_generate=auto or None)
    context.output.record(renamed, ["id", "name"])


@app.command(epilog="Examples:\n\n  pydify-plus conversations delete ID --yes")
def delete(
    ctx: typer.Context,
    id: Annotated[list[str], typer.Argument(metavar="ID...", help="The conversations' ids.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete conversations, which cannot be brought back."""
    context = context_of(ctx)
    if not yes:
        typer.confirm(f"Delete {len(id)} conversation{'s' if len(id) > 1 else ''} for good?", abort=True, err=True)
    with context.client(needs="app") as client:
        for one in id:
            client.sessions.delete_conversation(one)
    context.output.note(f"{len(id)} deleted.")


def _moment(seconds: Any) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if isinstance(seconds, int | float) else ""
