"""`pydify-plus knowledge`: folders synced into knowledge bases, and a look into them."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .batch import Shown
from .context import context_of
from .failure import Failure, UsageFailure
from .jobs import PACE, Concurrency, ReportFile, Rpm, advised, command_line, end, finish

if TYPE_CHECKING:
    from pydify_plus import Client
    from pydify_plus.bulk import Plan
    from pydify_plus.models.process_rule import DocumentRule

    from .context import Context

app = typer.Typer(
    help="Sync folders into knowledge bases, search and download them.", rich_markup_mode="rich", no_args_is_help=True
)

_FILES, _SPLITTING, _INDEXING = "Which files", "How documents are split", "Knowledge base and indexing"
_MOST_LINES = 200

Dataset = Annotated[
    str, typer.Argument(metavar="DATASET", help="The knowledge base: its name or id.", show_default=False)
]


class Split(StrEnum):
    """How documents are split."""

    automatic = "automatic"
    custom = "custom"
    parent_child = "parent_child"


class Technique(StrEnum):
    """How a knowledge base is indexed."""

    high_quality = "high_quality"
    economy = "economy"


@app.command(
    epilog="Examples:\n\n"
    "  pydify-plus knowledge sync Handbook docs --dry-run\n\n"
    "  pydify-plus knowledge sync Handbook docs --create --technique economy --delete\n\n"
    "  pydify-plus knowledge sync Handbook docs --include '*.md' --split custom --separator '\\n## ' --max-tokens 800\n\n"
    "Killed or interrupted: the same command again goes on where it was, from any machine."
)
def sync(
    ctx: typer.Context,
    dataset: Dataset,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder.", show_default=False)],
    delete: Annotated[bool, typer.Option("--delete", help="Delete the documents whose files are gone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and change nothing.")] = False,
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What the folder is called. Give each one a name of its own where several go into one knowledge base.",
        ),
    ] = "default",
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help="Only files that match, as in .gitignore files. Repeatable.", rich_help_panel=_FILES
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="No files that match. Repeatable.", rich_help_panel=_FILES),
    ] = None,
    ignore_file: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The name of files that list what to leave out; '' for none.", rich_help_panel=_FILES
        ),
    ] = ".difyignore",
    type: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EXT",
            help="The extensions to take, in place of all that Dify knows. Repeatable.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Take files whose names begin with a dot.", rich_help_panel=_FILES)
    ] = False,
    rule: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A YAML file with mode, separator, max_tokens and the like.",
            rich_help_panel=_SPLITTING,
        ),
    ] = None,
    split: Annotated[
        Split | None, typer.Option(help="The mode, in place of --rule.", rich_help_panel=_SPLITTING)
    ] = None,
    separator: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Where to split; \\n is a line end.", rich_help_panel=_SPLITTING),
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The largest piece.", rich_help_panel=_SPLITTING)
    ] = None,
    overlap: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="How many tokens a piece repeats.", rich_help_panel=_SPLITTING),
    ] = None,
    qa: Annotated[
        bool,
        typer.Option("--qa", help="Let a model make questions and answers of the pieces.", rich_help_panel=_SPLITTING),
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The language of those, such as Chinese.", rich_help_panel=_SPLITTING),
    ] = None,
    create: Annotated[
        bool,
        typer.Option("--create", help="Create the knowledge base when it is not there.", rich_help_panel=_INDEXING),
    ] = False,
    technique: Annotated[
        Technique | None, typer.Option(help="For a knowledge base that has none yet.", rich_help_panel=_INDEXING)
    ] = None,
    wait: Annotated[
        bool, typer.Option(help="Wait until Dify has indexed what was sent.", rich_help_panel=_INDEXING)
    ] = True,
    indexing_timeout: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", help="Give up when no document gets further for so long.", rich_help_panel=_INDEXING
        ),
    ] = 1800.0,
    concurrency: Concurrency = 8,
    rpm: Rpm = None,
    max_failures: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="End early after N failures.", rich_help_panel=PACE)
    ] = None,
    report: ReportFile = None,
) -> None:
    """Make the documents of DATASET those of the files in DIR: new and changed ones are sent, the others left alone.

    What a document was made of is kept in its metadata. Metadata of your own come from a file's front matter (Markdown) or from
    NAME.meta.yaml beside it. Exit code 1 when something failed.
    """
    from pydify_plus.bulk import sync_folder

    context = context_of(ctx)
    rules = _rule(rule, split, separator, max_tokens, overlap, qa)
    with context.client("dataset") as client, context.progress("Syncing", unit="files") as bar:

        def planned(plan: Plan) -> None:
            bar.total = len(plan.actions)
            if context.output.for_people:
                _show(context, plan, whole=dry_run)

        try:
            result = sync_folder(
                client,
                dataset,
                folder,
                include=include or (),
                exclude=exclude or (),
                ignore_file=ignore_file or None,
                types=type or None,
                hidden=hidden,
                source=source,
                delete=delete,
                dry_run=dry_run,
                create=create,
                process_rule=rules,
                doc_language=language,
                indexing_technique=None if technique is None else technique.value,
                wait=wait,
                indexing_timeout=indexing_timeout,
                concurrency=concurrency,
                rpm=rpm,
                max_failures=max_failures,
                on_plan=planned,
                on_progress=Shown(bar),
            )
        except ValueError as error:
            raise UsageFailure(str(error), hint="--create makes it" if "create=True" in str(error) else None) from error
    if result.report is None:
        if not context.output.for_people:
            context.output.data(result.plan.to_dict())
        end(None, ok=result.ok)
        return
    found = advised(result.report, command_line())
    if result.plan.problems:
        found = replace(found, extra={**found.extra, "plan": result.plan.counts})
    finish(context, found, report, ok=result.ok)


@app.command(
    epilog="Examples:\n\n"
    "  pydify-plus knowledge search Handbook 'parental leave'\n\n"
    "  pydify-plus knowledge search Handbook vacation --top-k 3 --method hybrid_search --output json"
)
def search(
    ctx: typer.Context,
    dataset: Dataset,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="What to look for, up to 250 characters.", show_default=False)
    ],
    top_k: Annotated[int | None, typer.Option(min=1, metavar="N", help="The most segments to find.")] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="SCORE", help="Leave out segments with a lower score.")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="semantic_search, full_text_search, hybrid_search, or keyword_search for an economy knowledge base.",
        ),
    ] = None,
) -> None:
    """Search a knowledge base as an app would. The settings left out are its own."""
    context = context_of(ctx)
    with context.client("dataset") as client:
        found = client.dataset.search_dataset(
            _id_of(client, dataset), query, top_k=top_k, score_threshold=threshold, search_method=method
        )
    if context.output.for_people and not found.records:
        context.output.note("Nothing was found.")
    context.output.rows(
        found.records, {"score": "score", "document": "segment.document.name", "content": "segment.content"}
    )


@app.command(
    "list",
    epilog="Examples:\n\n  pydify-plus knowledge list\n\n  pydify-plus knowledge list Handbook --status error --output json",
)
def list_(
    ctx: typer.Context,
    dataset: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATASET]", help="A knowledge base, whose documents are listed; all of them when left out."
        ),
    ] = None,
    keyword: Annotated[str | None, typer.Option(metavar="TEXT", help="Only those with this in their name.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            help="Only documents that are queuing, indexing, paused, error, available, disabled or archived.",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="The most that are listed.")] = None,
) -> None:
    """List the knowledge bases, or the documents of one of them."""
    context = context_of(ctx)
    statuses = ("queuing", "indexing", "paused", "error", "available", "disabled", "archived")
    if status is not None and status not in statuses:
        raise UsageFailure(f"--status must be one of {', '.join(statuses)}, not {status}")
    with context.client("dataset") as client:
        rows: Any
        if dataset is None:
            if status is not None:
                raise UsageFailure("--status goes with a knowledge base")
            rows = [*client.dataset.list_datasets(keyword=keyword, limit=100, max_items=limit)]
            columns = ["id", "name", "indexing_technique", "document_count", "word_count"]
        else:
            listed = client.documents.list_documents(
                _id_of(client, dataset), keyword=keyword, status=status, limit=100, max_items=limit
            )
            rows = [{**one.to_dict(), "path": _synced_path(one)} for one in listed]
            columns = ["id", "name", "path", "display_status", "word_count", "error"]
    context.output.rows(rows, columns)


@app.command(
    epilog="Examples:\n\n"
    "  pydify-plus knowledge download Handbook --to backup\n\n"
    "  pydify-plus knowledge download Handbook guide/intro.md faq.md --to two.zip"
)
def download(
    ctx: typer.Context,
    dataset: Dataset,
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DOCUMENT...]", help="Documents, by id, name or synced path; all when left out."),
    ] = None,
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="The folder, or a .zip file.", show_default=False)
    ] = Path(),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    concurrency: Concurrency = 4,
    rpm: Rpm = None,
    report: ReportFile = None,
) -> None:
    """Download the files of documents. Files that were synced get their paths again. Dify does so since 1.10."""
    from pydify_plus.bulk import download_files

    context = context_of(ctx)
    with context.client("dataset") as client, context.progress("Downloading", unit="files") as bar:
        found = download_files(
            client,
            dataset,
            to,
            documents=documents or None,
            overwrite=overwrite,
            concurrency=concurrency,
            rpm=rpm,
            on_progress=Shown(bar),
        )
    finish(context, found, report)


def _show(context: Context, plan: Plan, *, whole: bool) -> None:
    lines = plan.lines()
    say = context.output.text if whole else context.output.note
    if not whole and len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… and {len(lines) - 1 - _MOST_LINES:,} more", lines[-1]]
    for line in lines:
        say(line)


def _rule(
    file: Path | None, split: Split | None, separator: str | None, max_tokens: int | None, overlap: int | None, qa: bool
) -> DocumentRule | None:
    """The rule that the options say; None when they say none."""
    from pydify_plus.bulk import rule_from, rule_from_file

    text = None if separator is None else separator.replace("\\n", "\n").replace("\\t", "\t")
    given: dict[str, Any] = {"separator": text, "max_tokens": max_tokens, "chunk_overlap": overlap, "qa": qa or None}
    given = {name: value for name, value in given.items() if value is not None}
    if file is not None:
        if split is not None or given:
            raise UsageFailure("--rule says all about splitting: leave --split and the like out")
        return rule_from_file(file)
    if split is None and not given:
        return None
    default = Split.custom if given.keys() - {"qa"} else Split.automatic
    try:
        return rule_from({"mode": (split or default).value, **given})
    except ValueError as error:
        raise UsageFailure(str(error)) from error


def _id_of(client: Client, name_or_id: str) -> str:
    from uuid import UUID

    try:
        return str(UUID(name_or_id))
    except ValueError:
        pass
    for dataset in client.dataset.list_datasets(keyword=name_or_id, limit=100):
        if dataset.name == name_or_id:
            return dataset.id
    raise Failure(f"there is no knowledge base {name_or_id!r}", hint="pydify-plus knowledge list", kind="not_found")


def _synced_path(document: Any) -> str | None:
    found = {item["name"]: item.get("value") for item in document.get("doc_metadata") or ()}
    return found.get("sync_path")
