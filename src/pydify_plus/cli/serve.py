"""`pydify-plus serve`: the embedded Dify, for other languages and for a look around."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from .context import context_of
from .failure import Failure, UsageFailure

if TYPE_CHECKING:
    from pydify_plus.testing import DifyServer

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog="Examples:\n\n  pydify-plus serve\n\n  pydify-plus serve --port 0 --output json\n\n"
    "  pydify-plus serve --apps apps.yaml --state dify.sqlite3"
)
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Where to listen; anything but this machine is warned of.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 5001,
    apps: Annotated[
        str | None, typer.Option(metavar="FILE", help="A YAML file of apps, beside the default ones.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(metavar="FILE", help="A SQLite file that keeps what happens; in memory when left out.")
    ] = None,
    dify_version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="The version of Dify to behave like, such as 1.9.2.")
    ] = None,
) -> None:
    """Serve the embedded Dify until Ctrl-C: a test double that speaks Dify's Service API. It needs the extra `testing`.

    It prints its address and keys, with --output json as one line for programs, and shows them with the latest requests at /_/.
    """
    try:
        from pydify_plus.testing import serving
    except ModuleNotFoundError as error:
        raise UsageFailure(str(error), kind="extra") from error
    for_people = context_of(ctx).output.for_people
    options = {} if dify_version is None else {"version": dify_version}
    try:
        serving.serve(
            host=host,
            port=port,
            apps=apps,
            state=state,
            out=sys.stdout,
            tell=serving.banner if for_people else _as_json,
            **options,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise Failure(str(error), kind="serve") from error


def _as_json(server: DifyServer, host: str, state: str | None) -> str:
    told = {
        "base_url": server.base_url,
        "page": f"{server.url}/_/",
        "state": state,
        "apps": [
            {"name": one.definition.name, "mode": one.mode, "key": one.key}
            for one in server.workspace.apps_by_key.values()
        ],
        "dataset_key": server.dataset_key,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"
