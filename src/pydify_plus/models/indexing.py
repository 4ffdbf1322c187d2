"""How far the indexing of several documents is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pydify_plus_generated.models import IndexingStatus

if TYPE_CHECKING:
    from pydify_plus_generated.models import Document, DocumentDetail, DocumentIndexingStatus

    IndexedDocument: TypeAlias = DocumentIndexingStatus | DocumentDetail | Document


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What became of documents that are or were being indexed.

    Attributes:
        documents: The documents, each with its `id`, `indexing_status` and `error`; those of a batch also with `completed_segments` and
            `total_segments`, others with their `name`.
    """

    documents: Sequence[IndexedDocument]

    @property
    def completed(self) -> list[IndexedDocument]:
        """The documents that are indexed."""
        return self._with(IndexingStatus.COMPLETED)

    @property
    def failed(self) -> list[IndexedDocument]:
        """The documents whose indexing failed; their `error` says why."""
        return self._with(IndexingStatus.ERROR)

    @property
    def paused(self) -> list[IndexedDocument]:
        """The documents whose indexing waits for somebody who resumes it in Dify."""
        return self._with(IndexingStatus.PAUSED)

    @property
    def pending(self) -> list[IndexedDocument]:
        """The documents whose indexing is to be done or going on."""
        return [document for document in self.documents if is_pending(document)]

    @property
    def is_finished(self) -> bool:
        """Whether nothing is going on any more, for good or for bad."""
        return not self.pending

    def _with(self, status: IndexingStatus) -> list[IndexedDocument]:
        return [document for document in self.documents if document.indexing_status == status]

    def __str__(self) -> str:
        counts = Counter(str(document.indexing_status) for document in self.documents)
        return ", ".join(f"{count} {status}" for status, count in counts.items()) or "no documents"


def is_pending(document: IndexedDocument) -> bool:
    """Whether something is still to happen to a document by itself."""
    return document.indexing_status not in (IndexingStatus.COMPLETED, IndexingStatus.ERROR, IndexingStatus.PAUSED)
