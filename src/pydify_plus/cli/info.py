"""`pydify-plus info`: the app, its inputs, and the server."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from attrs import asdict

from pydify_plus.errors import DifyAuthError

from .context import context_of
from .failure import Failure
from .output import fields_of, plain

app = typer.Typer(rich_markup_mode="rich")

_FEATURES = (
    "file_upload",
    "speech_to_text",
    "text_to_speech",
    "retriever_resource",
    "annotation_reply",
    "suggested_questions_after_answer",
    "sensitive_word_avoidance",
    "more_like_this",
)


@app.command(epilog="Examples:\n\n  pydify-plus info\n\n  pydify-plus info --output json | jq '.inputs[].name'")
def info(
    ctx: typer.Context,
    raw: Annotated[bool, typer.Option("--parameters", help="Print the app's parameters as Dify answers them.")] = False,
) -> None:
    """Show the app that the key belongs to: what it is, which inputs it takes, which features are on; and the server's version."""
    context = context_of(ctx)
    output = context.output
    with context.client(needs="app") as client:
        try:
            app_info = client.app_config.get_app_basic_info()
        except DifyAuthError as error:
            raise Failure(error.message, hint="pydify-plus doctor tells what each key opens", kind="auth") from error
        parameters = client.app_config.get_app_parameters()
        server = client.server.get_info()
    if raw:
        output.record(parameters)
        return
    fields: list[dict[str, Any]] = [plain(asdict(field)) for field in parameters.fields]
    features = [name for name in _FEATURES if fields_of(parameters.get(name)).get("enabled")]
    found = {
        "server": {"base_url": context.config.base_url, "version": server.server_version},
        "app": plain(app_info),
        "inputs": fields,
        "features": features,
    }
    if not output.for_people:
        output.data(found)
        return
    output.record(
        {
            **fields_of(app_info),
            "features": ", ".join(features),
            "server": f"Dify {server.server_version or '?'} at {context.config.base_url}",
        },
        ["name", "mode", "description", "tags", "author_name", "features", "server"],
    )
    if fields:
        shown = [{**field, "options": ", ".join(field["options"] or field["allowed_file_types"])} for field in fields]
        output.console.print() if output.console.is_terminal else output.text("")
        output.rows(shown, ["name", "label", "type", "required", "options", "max_length", "default"], title="Inputs")
