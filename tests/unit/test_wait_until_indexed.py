"""`documents.wait_until_indexed`: what is asked, how often, and how it ends."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from unit.replay import Replay, recorded
from unit.worlds import World

from pydify_plus.errors import DifyIndexingError, DifyNotFoundError
from pydify_plus.models import DocumentAndBatch, IndexingReport

FAST = {"poll_interval": 0.001, "max_poll_interval": 0.002}


class Indexing:
    """A server whose documents take these steps, one at each look, and stay at the last."""

    def __init__(self, **steps: str) -> None:
        self.steps = {name: [*path.split()] for name, path in steps.items()}
        self.asked: list[str] = []

    def client(self, world: World) -> Any:
        return world.client(http_client=world.http(httpx.MockTransport(self._answer)), retries=0)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        _, _, path = request.url.path.partition("/datasets/k/documents")
        self.asked.append(path + (f"?{request.url.query.decode()}" if request.url.query else ""))
        if path in ("", "/b/indexing-status"):
            data = [self._look(name) for name in self.steps]
            return httpx.Response(200, json={"data": data, "total": len(data), "has_more": False})
        name = path[1:]
        if name not in self.steps:
            return httpx.Response(404, json={"code": "not_found", "message": "Document not found.", "status": 404})
        return httpx.Response(200, json=self._look(name))

    def _look(self, name: str) -> dict[str, Any]:
        path = self.steps[name]
        status = path.pop(0) if len(path) > 1 else path[0]
        return {
            "id": name,
            "name": f"{name}.txt",
            "indexing_status": status,
            "error": "No." if status == "error" else None,
        }


def statuses(report: IndexingReport) -> dict[str, str]:
    return {document.id: str(document.indexing_status) for document in report.documents}


def wait(world: World, server: Indexing, *args: Any, **options: Any) -> Any:
    return world.wait(server.client(world).documents.wait_until_indexed("k", *args, **{**FAST, **options}))


def test_each_document_is_asked_for_until_it_is_through(world: World) -> None:
    server = Indexing(d1="waiting indexing completed", d2="completed", d3="waiting error")
    created = DocumentAndBatch(document={"id": "d2"}, batch="b")
    report = wait(world, server, ["d1", created, "d3"])
    assert statuses(report) == {"d1": "completed", "d2": "completed", "d3": "error"}
    assert [each.error for each in report.failed] == ["No."]
    assert server.asked == ["/d1", "/d2", "/d3", "/d1", "/d3", "/d1"]


def test_one_document_is_enough(world: World) -> None:
    server = Indexing(d1="waiting paused")
    assert statuses(wait(world, server, "d1")) == {"d1": "paused"}
    assert server.asked == ["/d1", "/d1"]


def test_no_documents_are_indexed(world: World) -> None:
    server = Indexing(d1="waiting")
    assert wait(world, server, []).is_finished
    assert server.asked == []


@pytest.mark.parametrize("batch", ["b", DocumentAndBatch(document={"id": "d1"}, batch="b")], ids=["id", "answer"])
def test_a_batch_is_asked_for_as_a_whole(world: World, batch: Any) -> None:
    server = Indexing(d1="waiting completed", d2="waiting indexing error")
    assert statuses(wait(world, server, batch=batch)) == {"d1": "completed", "d2": "error"}
    assert server.asked == ["/b/indexing-status"] * 3


def test_without_documents_it_is_the_whole_dataset(world: World) -> None:
    server = Indexing(d1="waiting completed", d2="completed")
    assert statuses(wait(world, server)) == {"d1": "completed", "d2": "completed"}
    assert server.asked == ["?limit=100"] * 2


def test_progress_is_told_at_each_look(world: World) -> None:
    server = Indexing(d1="waiting indexing completed")
    told: list[str] = []
    wait(world, server, "d1", on_progress=lambda report: told.append(str(report)))
    assert told == ["1 waiting", "1 indexing", "1 completed"]


def test_an_async_function_is_awaited_or_refused(world: World) -> None:
    server = Indexing(d1="waiting completed")
    told: list[str] = []

    async def progress(report: IndexingReport) -> None:
        told.append(str(report))

    if world.name == "sync":
        with pytest.raises(TypeError, match="on_progress is an async function"):
            wait(world, server, "d1", on_progress=progress)
    else:
        wait(world, server, "d1", on_progress=progress)
    assert told == ([] if world.name == "sync" else ["1 waiting", "1 completed"])


def test_what_on_progress_raises_ends_the_wait(world: World) -> None:
    def stop(report: IndexingReport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait(world, Indexing(d1="waiting"), "d1", on_progress=stop)


@pytest.mark.parametrize("steps", ["waiting error", "waiting paused"])
def test_a_document_that_is_stuck_is_an_error_if_asked_for(world: World, steps: str) -> None:
    with pytest.raises(DifyIndexingError, match=r"not indexed: d2\.txt \(") as caught:
        wait(world, Indexing(d1="completed", d2=steps), raise_on_error=True)
    assert [each.id for each in caught.value.report.completed] == ["d1"]
    assert caught.value.report.is_finished


def test_the_time_is_up(world: World) -> None:
    server = Indexing(d1="completed", d2="waiting")
    with pytest.raises(
        DifyIndexingError, match=r"within total_timeout=0\.05 s: d2\.txt \(waiting\), of 2 in all"
    ) as caught:
        wait(world, server, total_timeout=0.05)
    assert [each.id for each in caught.value.report.pending] == ["d2"]
    assert len(server.asked) > 2


def test_an_unknown_document_is_not_found(world: World) -> None:
    with pytest.raises(DifyNotFoundError, match="Document not found"):
        wait(world, Indexing(), "d9")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"documents": "d1", "batch": "b"}, ValueError, "not both"),
        ({"total_timeout": 0}, ValueError, "total_timeout must be"),
        ({"poll_interval": 0}, ValueError, "poll_interval must be"),
        ({"max_poll_interval": -1}, ValueError, "max_poll_interval must be"),
        ({"bach": "b"}, TypeError, "did you mean 'batch'"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(
    world: World, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    server = Indexing(d1="completed")
    with pytest.raises(error, match=message):
        wait(world, server, **given)
    assert server.asked == []


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_a_recorded_batch_counts_its_segments(dify: Replay, version: str) -> None:
    running, completed = (
        recorded(f"getDocumentIndexingStatus/ok-{step}", version) for step in ("running", "completed")
    )
    dify.expect(running, completed)
    _, _, dataset, _, batch, _ = running.request["path"].split("/")
    told: list[tuple[str, int, int]] = []

    def progress(report: IndexingReport) -> None:
        (document,) = report.documents
        told.append((str(document.indexing_status), document["completed_segments"], document["total_segments"]))

    report = dify.wait(dify.client.documents.wait_until_indexed(dataset, batch=batch, on_progress=progress, **FAST))
    assert told == [("splitting", 0, 0), ("completed", 3, 3)]
    assert [document.to_dict() for document in report.completed] == completed.json["data"]
