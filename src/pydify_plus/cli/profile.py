"""`pydify-plus profile`: servers and their keys, by name, in a file of one's own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pydify_plus._core.base_url import DIFY_CLOUD, normalize_base_url
from pydify_plus._core.keys import APP_KEY, DATASET_KEY, Secret

from .config import masked
from .context import context_of
from .failure import Failure, UsageFailure
from .profiles import KEYS, Profiles, check_name

app = typer.Typer(
    help="Keep servers and their keys in a file of your own (permissions 0600), and choose one with --profile or DIFY_PROFILE.",
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The profile's name.", show_default=False)]


@app.command(
    epilog="Examples:\n\n  pydify-plus profile add work --base-url https://dify.example.com\n\n"
    '  printf \'%s\\n\' "$APP_KEY" "$KNOWLEDGE_KEY" | pydify-plus profile add ci --base-url http://dify.internal/v1'
)
def add(
    ctx: typer.Context,
    name: Name,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help=f"The server. Asked for when left out; {DIFY_CLOUD} is Dify Cloud."),
    ] = None,
    user: Annotated[str | None, typer.Option(metavar="ID", help="The end user in whose name calls are made.")] = None,
    default: Annotated[bool, typer.Option("--default", help="Use it where none is named. The first one is.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of one of that name.")] = False,
) -> None:
    """Add a profile. Its keys are asked for and not shown; a pipe gives them as two lines, of which one may be empty.

    The first key is that of an app, from its API Access page; the second one the knowledge key, from Knowledge, API.
    """
    output = context_of(ctx).output
    profiles = Profiles.read()
    if check_name(name) in profiles.by_name and not replace:
        raise UsageFailure(f"there is a profile {name!r}", hint="--replace takes its place")
    asked = sys.stdin.isatty()
    if base_url is None:
        base_url = str(typer.prompt("Base URL", default=DIFY_CLOUD, err=True)) if asked else DIFY_CLOUD
    fields = {"base_url": normalize_base_url(base_url)}
    for parameter, question, source in (
        ("api_key", "Key of an app (hidden; Enter for none)", APP_KEY),
        ("dataset_api_key", "Knowledge key (hidden; Enter for none)", DATASET_KEY),
    ):
        key = _ask(question) if asked else sys.stdin.readline().strip()
        if key:
            Secret(key, source)  # says what is wrong with it
            fields[parameter] = key
    if fields.keys().isdisjoint(KEYS):
        raise UsageFailure("a profile needs a key, of an app or for knowledge: none was given")
    if user:
        fields["user"] = user
    profiles.by_name[name] = fields
    if default or profiles.default not in profiles.by_name:
        profiles.default = name
    profiles.write()
    output.note(f"Profile {name!r} is in {profiles.path}.")


@app.command("list", epilog="Example:\n\n  pydify-plus profile list --output json")
def list_profiles(ctx: typer.Context) -> None:
    """List the profiles, their keys masked."""
    profiles = Profiles.read()
    rows = [_shown(profiles, name) for name in profiles.by_name]
    context_of(ctx).output.rows(rows, ["name", "default", "base_url", "api_key", "dataset_api_key", "user"])


@app.command(epilog="Example:\n\n  pydify-plus profile show work")
def show(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The default one when left out.", show_default=False)
    ] = None,
) -> None:
    """Show a profile, its keys masked: their kind and last four characters."""
    profiles = Profiles.read()
    name = name or profiles.default
    if name is None:
        raise Failure("there is no profile yet", hint="pydify-plus profile add NAME", kind="config")
    profiles.get(name)
    context_of(ctx).output.record({**_shown(profiles, name), "file": str(profiles.path)})


@app.command("default", epilog="Example:\n\n  pydify-plus profile default work")
def set_default(ctx: typer.Context, name: Name) -> None:
    """Choose the profile that is used where none is named."""
    profiles = Profiles.read()
    profiles.get(name)
    profiles.default = name
    profiles.write()
    context_of(ctx).output.note(f"Profile {name!r} is the default.")


@app.command(epilog="Example:\n\n  pydify-plus profile remove work")
def remove(ctx: typer.Context, name: Name) -> None:
    """Remove a profile and its keys."""
    profiles = Profiles.read()
    profiles.get(name)
    del profiles.by_name[name]
    if profiles.default == name:
        profiles.default = None
    profiles.write()
    context_of(ctx).output.note(f"Profile {name!r} is removed.")


def _ask(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False, hide_input=True, err=True)).strip()


def _shown(profiles: Profiles, name: str) -> dict[str, str | bool | None]:
    fields = profiles.by_name[name]
    keys = {key: masked(fields[key]) if key in fields else None for key in KEYS}
    return {
        "name": name,
        "default": name == profiles.default,
        "base_url": fields.get("base_url", DIFY_CLOUD),
        **keys,
        "user": fields.get("user"),
    }
