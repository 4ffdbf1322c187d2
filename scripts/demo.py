"""A tour of pydify_plus, with its public client alone: a chat, a workflow run, a knowledge base, and what an error looks like.

It starts an embedded Dify. To see it on a real one, set DIFY_BASE_URL, and of these the keys that you have:

    DIFY_API_KEY             the key of a chat app, agent or chatflow
    DIFY_WORKFLOW_API_KEY    the key of a workflow app
    DIFY_DATASET_API_KEY     a knowledge key

A part whose key is missing is skipped. What the tour creates it deletes, also when it is interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from pydify_plus import Client, DifyError, __version__
from pydify_plus.errors import DifyAuthError

ROOT = Path(__file__).parents[1]
RUN_ID = uuid4().hex[:8]
USER = f"pydify-plus-demo-{RUN_ID}"
INDEXING_STEPS = ("waiting", "parsing", "cleaning", "splitting", "indexing", "completed")

console = Console(highlight=False, soft_wrap=True)


class DemoFailed(Exception):
    """Dify answered, but not as it should have."""


@dataclass
class Dify:
    """A server, and the keys that there are for it."""

    base_url: str
    chat_key: str | None
    workflow_key: str | None
    dataset_key: str | None


# The parts of the tour. Each takes a client and uses nothing else.


def show_server(client: Client) -> None:
    server = client.server.get_info()
    console.print(f"Dify [bold]{server.server_version or 'of an unknown version'}[/] at {client.base_url}")


def chat(client: Client) -> None:
    app = client.app_config.get_app_basic_info()
    console.print(f"The app [bold]{escape(app.name)}[/] ({app.mode}) answers:")
    inputs = required_inputs(client)
    conversation_id = None
    try:
        for question in ("My favourite number is 42. Say something nice about it.", "What did I say before?"):
            console.print(f"\n[cyan]You:[/]  {question}")
            console.print("[green]Dify:[/] ", end="")
            stream = client.chat.stream_chat_message(query=question, inputs=inputs, conversation_id=conversation_id)
            for piece in stream.text():
                conversation_id = stream.conversation_id
                console.out(piece, end="", highlight=False)
            tokens = f"{stream.usage.total_tokens} tokens" if stream.usage else "no usage told"
            console.print(f"\n[dim]      {tokens}, conversation {conversation_id}[/]")
    finally:
        if conversation_id:
            client.sessions.delete_conversation(conversation_id)
            console.print("[dim]Deleted the conversation.[/]")


def workflow(client: Client) -> None:
    stream = client.workflows.stream_workflow(inputs=required_inputs(client))
    with console.status("Starting") as running:
        for event in stream:
            if event.event == "node_started":
                running.update(escape(event.data.title))
            elif event.event == "node_finished":
                node = event.data
                mark = "[green]✓[/]" if node.status == "succeeded" else "[red]✗[/]"
                console.print(f"{mark} {escape(node.title):<20} {node.status:<10} {node.elapsed_time * 1000:7.1f} ms")
    run = stream.final()
    console.print(f"The run {run.status} after {run.elapsed_time or 0:.2f} s:")
    for name, value in run.outputs.items():
        console.print(f"  [cyan]{escape(name)}[/] = {escape(str(value))}")
    if run.status != "succeeded":
        raise DemoFailed(run.error or f"the run ended as {run.status}")


def knowledge(client: Client) -> None:
    technique = "high_quality" if client.models.list_embedding_models() else "economy"
    dataset = client.dataset.create_dataset(f"pydify_plus demo {RUN_ID}", indexing_technique=technique)
    try:
        console.print(
            f"The knowledge base [bold]{dataset.name}[/] ({technique}) gets this repository's own documentation."
        )
        index(client, dataset, [*markdown_files(), *method_references(client)])
        for query in ("How do I stop a running workflow?", "没有自己的 Dify 怎么测试？"):
            search(client, dataset, query)
    finally:
        client.dataset.delete_dataset(dataset)
        console.print("\n[dim]Deleted the knowledge base.[/]")


def index(client: Client, dataset: Any, texts: list[tuple[str, list[str]]]) -> None:
    """Make a document of each text, with a segment for each of its sections, and wait until all can be found."""
    separator = "\n=====\n"
    rule = {
        "mode": "custom",
        "rules": {
            "pre_processing_rules": [{"id": "remove_extra_spaces", "enabled": False}],
            "segmentation": {"separator": separator, "max_tokens": 1000},
        },
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(f"Uploading {len(texts)} documents", total=len(texts))
        waiting = []
        for name, parts in texts:
            text = separator.join(parts)
            waiting.append(client.documents.create_document_from_text(dataset, name, text, process_rule=rule))
            progress.advance(bar)

        bar = progress.add_task("Indexing them", total=len(texts))
        shares: dict[str, float] = {}
        segments: dict[str, int] = {}
        while waiting:
            time.sleep(0.1)
            for document in waiting.copy():
                status = client.documents.get_document_embedding_status(dataset, document, batch=document)
                if status.indexing_status not in INDEXING_STEPS:
                    raise DemoFailed(f"{document.document.name}: {status.error or status.indexing_status}")
                shares[status.id] = share_done(status)
                segments[status.id] = status.total_segments
                if status.indexing_status == "completed":
                    waiting.remove(document)
            description = f"Indexing {sum(segments.values()) or 'their'} segments"
            progress.update(bar, completed=sum(shares.values()), description=description)


def share_done(status: Any) -> float:
    """How much of a document's indexing is done, from 0 to 1."""
    steps = INDEXING_STEPS.index(status.indexing_status)
    if status.indexing_status == "indexing" and status.total_segments:
        steps += status.completed_segments / status.total_segments
    return steps / (len(INDEXING_STEPS) - 1)


def search(client: Client, dataset: Any, query: str) -> None:
    console.print(f"\n[cyan]Search:[/] {query}")
    hits = client.dataset.search_dataset(dataset, query, top_k=3).records
    for hit in hits:
        heading, _, text = hit.segment.content.partition("\n")
        where = f"{escape(hit.segment.document.name)}: [bold]{escape(heading.strip('# '))}[/]"
        console.print(f"  [bold green]{hit.score or 0:.2f}[/]  {where}")
        excerpt = f"        [dim]{escape(' '.join(text.split()))}[/]"
        console.print(excerpt, soft_wrap=False, no_wrap=True, overflow="ellipsis")
    if not hits:
        raise DemoFailed(f"nothing was found for {query!r}")


def wrong_key(client: Client) -> None:
    try:
        client.with_options(api_key="app-this-key-is-wrong").app_config.get_app_basic_info()
    except DifyAuthError as error:
        console.print("With a wrong key, every call raises:")
        console.print(f"[red]{type(error).__name__}[/]: {escape(str(error))}")
    else:
        raise DemoFailed("a wrong key was accepted")


# What the parts need.


def required_inputs(client: Client) -> dict[str, Any]:
    """Values for what the app's form asks for: of a select its first option, and a text wherever one fits."""
    inputs: dict[str, Any] = {}
    for field in client.app_config.get_app_parameters().fields:
        if not field.required:
            continue
        if field.type in ("file", "file-list"):
            raise DemoFailed(f"the app asks for a file, {field.name!r}: give the demo another app")
        values = {"number": 42, "checkbox": True, "select": next(iter(field.options), "")}
        inputs[field.name] = values.get(field.type, "pydify_plus"[: field.max_length])
    return inputs


def markdown_files() -> Iterator[tuple[str, list[str]]]:
    """The Markdown files at the top of this repository, each with its sections."""
    for path in sorted(ROOT.glob("*.md")):
        yield path.relative_to(ROOT).as_posix(), sections(path.read_text("utf-8"))


def sections(markdown: str) -> list[str]:
    """A Markdown text cut before each heading."""
    found: list[list[str]] = [[]]
    in_code = False
    for line in markdown.splitlines():
        in_code ^= line.startswith("```")
        if line.startswith("#") and not in_code:
            found.append([])
        found[-1].append(line)
    return [text for lines in found if (text := "\n".join(lines).strip())]


def method_references(client: Client) -> Iterator[tuple[str, list[str]]]:
    """The documentation of each group of the client's methods, with a section for each."""
    for group in ("chat", "textgen", "workflows", "dataset", "documents", "files", "sessions", "feedback"):
        methods = type(getattr(client, group))
        names = [name for name, value in vars(methods).items() if callable(value) and not name.startswith("_")]
        yield f"client.{group}", [f"# client.{group}.{name}\n{getdoc(getattr(methods, name))}" for name in names]


# The tour.


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    began = time.perf_counter()
    console.print(f"[bold]pydify_plus {__version__}[/]")
    with ExitStack() as stack:
        try:
            dify = real_dify() or embedded_dify(stack)
            failures = tour(dify)
        except KeyboardInterrupt:
            console.print("\n[yellow]Interrupted; what was created is deleted.[/]")
            return 130
    console.rule()
    if failures:
        console.print(f"[red]{failures} of the parts failed.[/]")
        return 1
    console.print(f"[green]All done in {time.perf_counter() - began:.1f} s.[/]")
    return 0


def tour(dify: Dify) -> int:
    """Run all parts, and count those that failed."""
    try:
        client = Client(dify.base_url, dify.chat_key or dify.workflow_key, dataset_api_key=dify.dataset_key, user=USER)
    except ValueError as error:
        sys.exit(str(error))
    with client:
        return (
            part("The server", show_server, client)
            + part("Chat", chat, with_key(client, api_key=dify.chat_key), "DIFY_API_KEY")
            + part("Workflow", workflow, with_key(client, api_key=dify.workflow_key), "DIFY_WORKFLOW_API_KEY")
            + part("Knowledge", knowledge, with_key(client, dataset_api_key=dify.dataset_key), "DIFY_DATASET_API_KEY")
            + part("An error", wrong_key, client)
        )


def with_key(client: Client, **key: str | None) -> Client | None:
    """A client on the same connections that uses this key; None where there is no such key."""
    return client.with_options(**key) if all(key.values()) else None


def part(title: str, run: Callable[[Client], None], client: Client | None, variable: str = "") -> int:
    """Run one part of the tour, or say which variable has no key for it; 1 if it failed, else 0."""
    console.print()
    console.rule(f"[bold]{title}[/]", align="left")
    if client is None:
        console.print(f"[yellow]Skipped: {variable} is not set.[/]")
        return 0
    try:
        run(client)
    except (DifyError, DemoFailed) as error:
        console.print(f"\n[red]Failed: {type(error).__name__}: {escape(str(error))}[/]")
        return 1
    return 0


def real_dify() -> Dify | None:
    """The Dify that the environment names."""
    base_url = os.environ.get("DIFY_BASE_URL")
    if not base_url:
        return None
    names = ("DIFY_API_KEY", "DIFY_WORKFLOW_API_KEY", "DIFY_DATASET_API_KEY")
    keys = [os.environ.get(name) for name in names]
    if not any(keys):
        sys.exit(f"DIFY_BASE_URL is set, but none of {', '.join(names)}: set those that you have, or unset it.")
    return Dify(base_url, *keys)


def embedded_dify(stack: ExitStack) -> Dify:
    """A Dify within this process, which takes its time as a real one does."""
    from pydify_plus.testing import DifyServer

    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"  # it is on this machine, where a proxy cannot find it
    console.print("DIFY_BASE_URL is not set: this is an embedded Dify, whose model says back what it is told.")
    server = stack.enter_context(DifyServer(chunk_delay=0.04, indexing_step=0.3))
    return Dify(server.base_url, server.app_key("chat"), server.app_key("workflow"), server.dataset_key)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
