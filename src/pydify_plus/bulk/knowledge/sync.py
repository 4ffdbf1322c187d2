"""Syncing a folder into a knowledge base.

What a document was made of stands in its metadata: the path, a hash of the content, the folder's name. So the knowledge base itself is
the journal: a sync that was killed goes on from any machine, and needs no file for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from pydify_plus._core.documents import AUTOMATIC, rule_and_form
from pydify_plus._core.options import check_keywords
from pydify_plus.errors import DifyConflictError, DifyError

from ..engine.connecting import own_client
from ..engine.control import Control
from ..engine.items import Item
from ..engine.job import Job, run_in_thread, run_job_async
from ..engine.progress import Progress
from ..engine.report import Report
from .folder_scan import IGNORE_FILE, Scan, scan_folder
from .local_files import fit_metadata, read_files
from .remote_documents import find_dataset, read_documents
from .splitting import settings_digest
from .sync_plan import OWN_FIELDS, Action, Kind, Plan, make_plan
from .sync_work import Splitting, SyncWork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydify_plus import AsyncClient, Client
    from pydify_plus.models.dataset import DatasetResponse
    from pydify_plus.models.process_rule import DocumentRule
    from pydify_plus_generated.models import DocForm, IndexingTechnique, ProcessRuleInput

_STRING = "string"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What came of a sync.

    Attributes:
        dataset_id: The knowledge base; None where it would have been created by a run that was not dry.
        plan: What was to be done.
        report: What was done; None for a dry run.
    """

    dataset_id: str | None
    plan: Plan
    report: Report | None

    @property
    def ok(self) -> bool:
        """Whether everything was done, and every file could be read."""
        return not self.plan.problems and (self.report is None or self.report.ok)


class SyncKeywords(TypedDict, total=False):
    """Keywords of `sync_folder`."""

    include: Iterable[str]
    """Only files that match one of these patterns, in the syntax of gitignore files."""
    exclude: Iterable[str]
    """No files that match one of these."""
    ignore_file: str | None
    """The name of files in the folder, or below, that list what to leave out in that syntax. None for none, `.difyignore` when left out."""
    types: Iterable[str] | None
    """The extensions to take; those that Dify knows when left out."""
    hidden: bool
    """Whether to take files and folders whose names begin with a dot."""
    source: str
    """What the folder is called. Give each a name of its own where several are synced into one knowledge base;
    `default` when left out."""
    delete: bool
    """Whether to delete the documents whose files are gone."""
    dry_run: bool
    """Only plan, and change nothing."""
    create: bool
    """Whether to create the knowledge base when there is none of this name."""
    process_rule: DocumentRule | ProcessRuleInput | Mapping[str, Any] | None
    """How to split the documents, as `models.process_rule` makes it. Documents that were split in another way are made anew. When
    left out, the knowledge base's latest rule is taken, and how documents are split is left alone."""
    doc_form: DocForm | str | None
    """Their form, where the rule does not say it."""
    doc_language: str | None
    """The language that questions and answers are made in."""
    indexing_technique: IndexingTechnique | str | None
    """`high_quality` or `economy`; for a knowledge base that has none yet."""
    wait: bool
    """Whether to wait until Dify has indexed what was sent, and to count what it could not index as failed; it does when left out."""
    indexing_timeout: float | None
    """Seconds without any document getting further, after which no more is waited for; 1800 when left out, no limit when None."""
    concurrency: int
    """The most calls at once; 8 when left out."""
    rpm: float | None
    """The most calls per minute; no limit when left out."""
    retries: int
    """The most repeats of a call that failed otherwise than by a limit; 3 when left out."""
    max_failures: int | None
    """End early after this many failures; no limit when left out."""
    on_plan: Callable[[Plan], object] | None
    """Called with the plan, before anything is changed."""
    on_progress: Callable[[Progress], object] | None
    """Called with a `Progress` while it runs."""
    control: Control | None
    """Ends it from elsewhere. Ctrl-C does so too: the first one after what is in flight."""


@dataclass(frozen=True, kw_only=True)
class _Options:
    include: Iterable[str] = ()
    exclude: Iterable[str] = ()
    ignore_file: str | None = IGNORE_FILE
    types: Iterable[str] | None = None
    hidden: bool = False
    source: str = "default"
    delete: bool = False
    dry_run: bool = False
    create: bool = False
    process_rule: DocumentRule | ProcessRuleInput | Mapping[str, Any] | None = None
    doc_form: DocForm | str | None = None
    doc_language: str | None = None
    indexing_technique: IndexingTechnique | str | None = None
    wait: bool = True
    indexing_timeout: float | None = 1800.0
    concurrency: int = 8
    rpm: float | None = None
    retries: int = 3
    max_failures: int | None = None
    on_plan: Callable[[Plan], object] | None = None
    on_progress: Callable[[Progress], object] | None = None
    control: Control

    @classmethod
    def of(cls, keywords: SyncKeywords) -> _Options:
        check_keywords(keywords, SyncKeywords, depth=1)
        given: dict[str, Any] = {**keywords, "control": keywords.get("control") or Control()}
        return cls(**given)


def sync_folder(
    client: Client | AsyncClient, dataset: Any, folder: str | PathLike[str], **keywords: Unpack[SyncKeywords]
) -> SyncResult:
    """Make the documents of a knowledge base those of a folder's files.

    New files are uploaded, changed ones replace their documents, moved ones take them along, and unchanged ones are left alone. What a
    document was made of is kept in its metadata (`sync_source`, `sync_path`, `sync_hash`, `sync_fields`), so that any machine can go on,
    also after a kill. Documents that no sync made are never touched. It needs the extra `cli`.

    POST /datasets/{dataset_id}/document/create-by-file, PATCH and DELETE /datasets/{dataset_id}/documents/{document_id}, POST
    /datasets/{dataset_id}/documents/metadata, after GET /datasets/{dataset_id}/documents. Each file's metadata comes from its front matter
    (Markdown) and from a file beside it, `NAME.meta.yaml` or `.json`, which goes before; fields that the knowledge base lacks are made.

    Args:
        client: A client with the knowledge key. Its own `retries` are of no account.
        dataset: The knowledge base: its id, its name, or itself.
        folder: The folder.
        **keywords: See `SyncKeywords`.

    Returns:
        The plan and the report; `.ok` says whether all is well.

    Raises:
        NotADirectoryError: There is no such folder.
        ValueError: There is no such knowledge base, a pattern cannot be read, or `delete` would leave nothing because the folder is empty.
        DifyNotFoundError: There is no knowledge base with this id.
        DifyAuthError: The key is none for knowledge.
        KeyboardInterrupt: Ctrl-C was pressed twice.

    Example:
        >>> result = sync_folder(client, "Handbook", "docs", delete=True, on_plan=print)
        >>> assert result.ok, result.report
    """
    options = _Options.of(keywords)

    async def run() -> SyncResult:
        async with own_client(client) as own:
            return await _sync(own, dataset, folder, options)

    return run_in_thread(run, options.control)


async def sync_folder_async(
    client: AsyncClient, dataset: Any, folder: str | PathLike[str], **keywords: Unpack[SyncKeywords]
) -> SyncResult:
    """The twin of `sync_folder` for coroutines, on asyncio: the same arguments, result and errors."""
    return await _sync(client, dataset, folder, _Options.of(keywords))


async def _sync(client: AsyncClient, dataset: Any, folder: str | PathLike[str], options: _Options) -> SyncResult:
    rule, form = rule_and_form(options.process_rule, options.doc_form)
    settings = settings_digest(rule, form, options.doc_language)
    if not options.source or len(options.source) > 255:
        raise ValueError("source must be a name of 1 to 255 characters")
    target = await find_dataset(client, dataset)
    if target is None and not options.create:
        raise ValueError(
            f"there is no knowledge base {dataset!r}: pass create=True to make it, or its name or id as it is"
        )
    scan = await asyncio.to_thread(
        scan_folder,
        folder,
        include=options.include,
        exclude=options.exclude,
        ignore_file=options.ignore_file,
        types=options.types,
        hidden=options.hidden,
    )
    files, problems = await asyncio.to_thread(read_files, scan.files, settings=settings)
    if target is None and not options.dry_run:
        target = await client.dataset.create_dataset(str(dataset), indexing_technique=options.indexing_technique)
    fields = {} if target is None else await _fields(client, target.id)
    files, misfits, new_fields = fit_metadata(files, {name: type for name, (_, type) in fields.items()})
    documents = [] if target is None else await read_documents(client, target.id)
    plan = make_plan(
        files,
        documents,
        source=options.source,
        delete=options.delete,
        wait=options.wait,
        skipped=scan.skipped,
        problems=sorted((*problems, *misfits)),
    )
    _check_folder(scan, plan, folder, delete=options.delete)
    if options.on_plan is not None:
        options.on_plan(plan)
    if options.dry_run or target is None:
        return SyncResult(None if target is None else target.id, plan, None)
    if any(action.file is not None for action in plan.actions):
        wanted = {**dict.fromkeys(OWN_FIELDS, _STRING), **new_fields}
        fields = await _with_fields(client, target.id, fields, wanted)
    report = await _run(
        client, target, plan, options, Splitting(rule, form, options.doc_language), fields, fspath(folder)
    )
    return SyncResult(target.id, plan, report)


async def _run(
    client: AsyncClient,
    dataset: DatasetResponse,
    plan: Plan,
    options: _Options,
    splitting: Splitting,
    fields: Mapping[str, tuple[str, str]],
    folder: str,
) -> Report:
    is_empty = not dataset.get("document_count") and dataset.get("doc_form") in (None, "text_model")
    if splitting.rule is None and is_empty and splitting.form in (None, "text_model"):
        splitting = replace(splitting, rule=AUTOMATIC)  # Dify wants one for a first file
    work = SyncWork(
        client.with_options(retries=0),
        dataset.id,
        source=options.source,
        splitting=splitting,
        indexing_technique=None if dataset.get("indexing_technique") else options.indexing_technique,
        is_empty=not dataset.get("document_count"),
        fields={name: id for name, (id, _) in fields.items()},
        wait=options.wait,
        indexing_timeout=options.indexing_timeout,
        control=options.control,
    )
    report = await run_job_async(
        Job(
            name="knowledge sync",
            items=(Item(key=_key(action), data=action) for action in plan.actions),
            work=work.do,
            concurrency=options.concurrency,
            rpm=options.rpm,
            total=len(plan.actions),
            retries=options.retries,
            max_failures=options.max_failures,
            on_progress=options.on_progress,
        ),
        control=options.control,
    )
    advice = None if report.ok else "sync again: what is in the knowledge base already is not sent again"
    extra = {"dataset_id": dataset.id, "folder": folder, **{f"{name} files": n for name, n in _told(plan).items()}}
    return replace(report, advice=advice, extra=extra)


def _key(action: Action) -> str:
    """What the report calls an action. Several documents of one file may be removed."""
    if action.kind is Kind.REMOVED and action.document is not None:
        return f"{action.path} (document {action.document.id})"
    return action.path


def _told(plan: Plan) -> dict[str, int]:
    return {name: plan.counts[name] for name in ("unchanged", "skipped", "problems") if plan.counts[name]}


def _check_folder(scan: Scan, plan: Plan, folder: str | PathLike[str], *, delete: bool) -> None:
    if delete and not scan.files and plan.actions:
        raise ValueError(
            f"{fspath(folder)} has no files for the sync, and delete=True would delete all {len(plan.actions)} documents that it made: "
            "is it the right folder, and mounted? Delete the knowledge base, or its documents, if that is meant"
        )


async def _fields(client: AsyncClient, dataset_id: str) -> dict[str, tuple[str, str]]:
    """The metadata fields of a knowledge base: their ids and types by name."""
    listed = await client.metadata.list_metadata_fields(dataset_id)
    return {field.name: (field.id, str(field.type)) for field in listed.doc_metadata}


async def _with_fields(
    client: AsyncClient, dataset_id: str, fields: dict[str, tuple[str, str]], wanted: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """The fields, those made that are not there yet."""
    for name, type in wanted.items():
        if name in fields:
            if name in OWN_FIELDS and fields[name][1] != _STRING:
                raise DifyError(
                    f"the knowledge base has a metadata field {name!r} of another type, which a sync needs for text"
                )
            continue
        try:
            made = await client.metadata.create_metadata_field(dataset_id, name, type=type)
        except DifyConflictError:  # another sync was faster, or the name is one of Dify's own
            fields = {**fields, **await _fields(client, dataset_id)}
            if name not in fields:
                raise
        else:
            fields = {**fields, name: (made.id, type)}
    return fields
