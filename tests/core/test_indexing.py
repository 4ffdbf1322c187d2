from __future__ import annotations

import copy
import pickle

import pytest

from pydify_plus._core import indexing
from pydify_plus._core.indexing import Pace, check_indexed
from pydify_plus.errors import DifyIndexingError
from pydify_plus.models import Document, DocumentIndexingStatus, IndexingReport


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that `monotonic` tells."""
    now = [100.0]
    monkeypatch.setattr(indexing, "monotonic", lambda: now[0])
    return now


def report(*statuses: str, **fields: object) -> IndexingReport:
    return IndexingReport(
        [DocumentIndexingStatus(id=f"d{n}", indexing_status=status, **fields) for n, status in enumerate(statuses)]
    )


def test_a_report_tells_who_is_where() -> None:
    found = report("completed", "error", "paused", "waiting", "indexing", "completed", "of a newer server")
    parts = found.completed, found.failed, found.paused, found.pending
    assert [[each.id for each in part] for part in parts] == [["d0", "d5"], ["d1"], ["d2"], ["d3", "d4", "d6"]]
    assert str(found) == "2 completed, 1 error, 1 paused, 1 waiting, 1 indexing, 1 of a newer server"
    assert not found.is_finished
    assert report("completed", "error", "paused").is_finished
    assert report().is_finished
    assert str(report()) == "no documents"


def test_looks_are_further_apart_while_nothing_moves() -> None:
    pace = Pace(1, 3, None)
    same = [pace.wait(report("waiting")) for _ in range(5)]
    assert same == [1, 1.5, 2.25, 3, 3]
    assert pace.wait(report("indexing", completed_segments=1)) == 1
    assert pace.wait(report("indexing", completed_segments=1)) == 1.5
    assert pace.wait(report("indexing", completed_segments=2)) == 1


def test_the_last_look_is_when_the_time_is_up(clock: list[float]) -> None:
    pace = Pace(4, 10, 10, _started=100.0)
    assert pace.wait(report("waiting")) == 4
    clock[0] = 109
    assert pace.wait(report("waiting")) == 1
    clock[0] = 110
    with pytest.raises(DifyIndexingError, match=r"not indexed within total_timeout=10 s: d1 \(waiting\), of 2 in all"):
        pace.wait(report("completed", "waiting"))


@pytest.mark.parametrize("intervals", [(0, 1), (-1, 1), (1, 0), (float("nan"), 1)])
def test_an_interval_is_above_0(intervals: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="must be a number of seconds above 0"):
        Pace(*intervals, None)


def test_an_error_names_the_documents_and_why() -> None:
    documents = [Document(id=f"d{n}", name=f"{n}.txt", indexing_status="error", error="No model.") for n in range(5)]
    found = IndexingReport([Document(id="d", name="x", indexing_status="completed", error=None), *documents])
    with pytest.raises(DifyIndexingError) as caught:
        check_indexed(found)
    assert str(caught.value).startswith("not indexed: 0.txt (error: No model.), 1.txt")
    assert str(caught.value).endswith("2.txt (error: No model.) and 2 more, of 6 in all")
    for same in (caught.value, copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):  # noqa: S301
        assert same.report == found
    check_indexed(report("completed", "completed"))
    with pytest.raises(DifyIndexingError, match=r"d0 \(paused\)"):
        check_indexed(report("paused"))
