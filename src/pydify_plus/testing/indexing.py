"""Indexing a document: the steps that Dify's workers take, each of which takes a while."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from .knowledge import INDEXING_STEPS, Document, Segment
from .search import keywords_of
from .store import new_id

if TYPE_CHECKING:
    from .store import Workspace

READABLE = frozenset({"txt", "md", "markdown", "mdx", "html", "htm", "csv", "xml", "vtt", "properties"})
DOCUMENT_TYPES = READABLE | {"pdf", "xlsx", "xls", "doc", "docx", "eml", "msg", "pptx", "ppt", "epub"}


async def index(workspace: Workspace, document: Document) -> None:
    """Take a waiting document through all steps, unless it is deleted or changed meanwhile."""
    version = document.version
    begun = time.perf_counter()
    document.step_times, document.error = {}, None
    for step in (*INDEXING_STEPS, "completed"):
        await asyncio.sleep(workspace.indexing_step)
        if document.is_deleted or document.version != version:
            return
        document.step_times[step] = workspace.clock.now()
        if step == "parsing" and document.file.extension not in READABLE:
            document.defect = (
                document.defect or f"The embedded Dify reads only text, and {document.name} is something else."
            )
        if document.defect is not None:
            document.indexing_status, document.error = "error", document.defect
            return
        document.indexing_status = step
        if step == "indexing":
            _split(workspace, document)
    document.indexing_latency = time.perf_counter() - begun
    for segment in document.segments:
        complete(workspace, segment)


def restart(workspace: Workspace, document: Document) -> None:
    """Index a document from the beginning, in the background."""
    document.version += 1
    document.indexing_status = "waiting"
    for segment in document.segments:
        workspace.index.remove(segment.id)
    workspace.start(index(workspace, document))


def resume(workspace: Workspace) -> None:
    """Go on where a stopped server left off: make everything findable again, and index what was being indexed."""
    for dataset in workspace.datasets.values():
        for document in dataset.documents:
            if document.indexing_status in ("waiting", *INDEXING_STEPS):
                restart(workspace, document)
            for segment in document.segments:
                if segment.enabled and segment.status == "completed":
                    _publish(workspace, segment)


def _split(workspace: Workspace, document: Document) -> None:
    text = document.rule.clean(document.file.content.decode("utf-8", "replace"))
    now = workspace.clock.now()
    document.segments = []
    for position, content in enumerate(document.rule.segments(text), 1):
        segment = Segment(new_id(), document, position, content, now, now, now, status="indexing")
        if document.dataset.indexing_technique == "economy":
            segment.keywords = keywords_of(content)
        if document.doc_form == "hierarchical_model":
            segment.set_children(document.rule.children(content), now)
        document.segments.append(segment)
    document.recount()


def complete(workspace: Workspace, segment: Segment) -> None:
    """Make a segment findable, as it is now."""
    segment.status = "completed"
    segment.completed_at = workspace.clock.now()
    _publish(workspace, segment)


def _publish(workspace: Workspace, segment: Segment) -> None:
    text = f"{segment.content}\n{segment.answer or ''}"
    workspace.index.add(segment.document.dataset.id, segment.id, text)
