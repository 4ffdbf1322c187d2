"""How long to wait between two looks at documents that are being indexed, and when to give up."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from pydify_plus.errors import DifyIndexingError

if TYPE_CHECKING:
    from pydify_plus.models.indexing import IndexedDocument, IndexingReport

_GROWTH = 1.5
_MOST_NAMED = 3


@dataclass(slots=True)
class Pace:
    """The looks at documents: close together while something moves, further and further apart while nothing does.

    Args:
        shortest: Seconds between two looks, after something moved.
        longest: The most seconds between two looks.
        total: Seconds for the whole wait; None for no limit.

    Raises:
        ValueError: An interval is not above 0.
    """

    shortest: float
    longest: float
    total: float | None
    _started: float = field(default_factory=monotonic)
    _wait: float = 0.0
    _seen: IndexingReport | None = None

    def __post_init__(self) -> None:
        for name, seconds in (("poll_interval", self.shortest), ("max_poll_interval", self.longest)):
            if not seconds > 0:
                raise ValueError(f"{name} must be a number of seconds above 0, not {seconds!r}")

    def wait(self, report: IndexingReport) -> float:
        """Seconds until the next look.

        Raises:
            DifyIndexingError: The time is up.
        """
        moved = report != self._seen
        self._seen = report
        self._wait = self.shortest if moved else min(self._wait * _GROWTH, self.longest)
        if self.total is None:
            return self._wait
        left = self._started + self.total - monotonic()
        if left <= 0:
            raise DifyIndexingError(
                f"not indexed within total_timeout={self.total} s: {_named(report.pending, report)}", report
            )
        return min(self._wait, left)


def check_indexed(report: IndexingReport) -> None:
    """Raise an error for documents that did not become indexed.

    Raises:
        DifyIndexingError: The indexing of some failed, or is paused.
    """
    stuck = [*report.failed, *report.paused]
    if stuck:
        raise DifyIndexingError(f"not indexed: {_named(stuck, report)}", report)


def _named(documents: list[IndexedDocument], report: IndexingReport) -> str:
    """Some documents of a report, the first by their names."""
    names = [
        f"{document.get('name') or document.id} ({document.indexing_status}{f': {document.error}' if document.error else ''})"
        for document in documents[:_MOST_NAMED]
    ]
    more = f" and {len(documents) - _MOST_NAMED} more" if len(documents) > _MOST_NAMED else ""
    return f"{', '.join(names)}{more}, of {len(report.documents)} in all"
