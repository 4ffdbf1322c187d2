"""Folders synced into knowledge bases of the embedded Dify, of both versions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pydify_plus import AsyncClient, Client
from pydify_plus.bulk import Control, SyncResult, sync_folder, sync_folder_async
from pydify_plus.errors import DifyError, DifyNotFoundError
from pydify_plus.models import process_rule
from pydify_plus.testing import DifyServer, Fault

CREATE, UPDATES = "createDocumentFromFile", ("updateDocument", "updateDocumentByFile")


@pytest.fixture(params=["1.14.2", pytest.param("1.9.2", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest) -> Iterator[DifyServer]:
    with DifyServer(version=request.param, indexing_step=0.001, keep_requests=10_000) as server:
        yield server


@pytest.fixture
def newer() -> Iterator[DifyServer]:
    with DifyServer(indexing_step=0.001, keep_requests=10_000) as server:
        yield server


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydify_plus.bulk.knowledge.indexing_watch._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("pydify_plus.bulk.engine.throttle._FIRST_REST", 0.02)
    monkeypatch.setattr("pydify_plus.bulk.engine.pacing.FIRST_PAUSE", 0.02)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Folder:
    """A folder and the knowledge base that it is synced into."""

    def __init__(self, path: Path, server: DifyServer) -> None:
        self.path, self.server = path, server
        self.path.mkdir()

    def write(self, **files: str) -> None:
        for name, content in files.items():
            path = self.path / name.replace("__", "/").replace("_md", ".md").replace("_txt", ".txt")
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def sync(self, **options: Any) -> SyncResult:
        """Sync; what was asked of the server is then in `sent`."""
        self.server.requests.clear()
        given = {"create": True, "indexing_technique": "economy", "concurrency": 4, **options}
        with Client(self.server.base_url, dataset_api_key=self.server.dataset_key) as client:
            return sync_folder(client, "Handbook", self.path, **given)

    @property
    def sent(self) -> list[str | None]:
        return [request.operation for request in self.server.requests if request.method != "GET"]

    def sent_uploads(self) -> int:
        return sum(operation in (CREATE, *UPDATES) for operation in self.sent)

    @property
    def documents(self) -> dict[str, Any]:
        """The documents by the path in their metadata."""
        dataset = self.server.workspace.dataset_named("Handbook")
        assert dataset is not None
        found = {str(document.metadata.get("sync_path")): document for document in dataset.documents}
        assert len(found) == len(dataset.documents), "something is there twice"
        return found

    def texts(self) -> dict[str, str]:
        return {path: document.file.content.decode() for path, document in self.documents.items()}


@pytest.fixture
def folder(tmp_path: Path, server: DifyServer) -> Folder:
    return Folder(tmp_path / "docs", server)


@pytest.fixture
def newer_folder(tmp_path: Path, newer: DifyServer) -> Folder:
    return Folder(tmp_path / "docs", newer)


def done(result: SyncResult) -> SyncResult:
    assert result.ok, (result.report, result.plan.problems)
    return result


def test_from_nothing_to_removal(folder: Folder) -> None:
    folder.write(a__x_md="apples", b__x_md="pears", y_txt="plums")
    result = done(folder.sync())
    assert result.plan.counts["new"] == 3
    assert folder.texts() == {"a/x.md": "apples", "b/x.md": "pears", "y.txt": "plums"}
    assert {document.indexing_status for document in folder.documents.values()} == {"completed"}
    ids = {path: document.id for path, document in folder.documents.items()}

    assert done(folder.sync()).plan.unchanged == 3
    assert folder.sent == [], "nothing is sent for what has not changed"

    folder.write(b__x_md="cherries", new_md="new")
    (folder.path / "a" / "x.md").rename(folder.path / "x.md")
    (folder.path / "y.txt").rename(folder.path / "z.txt")
    result = done(folder.sync())
    assert {name: n for name, n in result.plan.counts.items() if n} == {"new": 1, "changed": 1, "moved": 2}
    assert folder.texts() == {"x.md": "apples", "b/x.md": "cherries", "z.txt": "plums", "new.md": "new"}
    assert folder.sent_uploads() >= 3
    now = {path: document.id for path, document in folder.documents.items()}
    assert (now["x.md"], now["b/x.md"], now["z.txt"]) == (ids["a/x.md"], ids["b/x.md"], ids["y.txt"])
    assert folder.documents["z.txt"].name == "z.txt"

    (folder.path / "new.md").unlink()
    assert [str(one.metadata["sync_path"]) for one in done(folder.sync()).plan.left] == ["new.md"]
    assert "new.md" in folder.documents
    done(folder.sync(delete=True))
    assert sorted(folder.documents) == ["b/x.md", "x.md", "z.txt"]


def test_metadata_follow_the_files(folder: Folder) -> None:
    folder.write(x_md="---\nauthor: Ada\nyear: 2020\n---\n# Hello\n", y_txt="plain")
    (folder.path / "y.txt.meta.yaml").write_text("author: Bob\nwhen: 2024-05-06\n", encoding="utf-8")
    done(folder.sync())
    assert folder.texts() == {"x.md": "# Hello\n", "y.txt": "plain"}
    own = {path: {n: v for n, v in one.metadata.items() if "sync" not in n} for path, one in folder.documents.items()}
    assert own == {"x.md": {"author": "Ada", "year": 2020}, "y.txt": {"author": "Bob", "when": 1714953600}}
    folder.documents["x.md"].metadata["by hand"] = "stays"
    dataset = folder.documents["x.md"].dataset
    with Client(folder.server.base_url, dataset_api_key=folder.server.dataset_key) as client:
        client.metadata.create_metadata_field(dataset.id, "by hand", type="string")
    folder.write(x_md="---\nauthor: Eve\n---\n# Hello\n")
    result = done(folder.sync())
    assert (result.plan.counts["metadata"], folder.sent) == (1, ["batchUpdateDocumentMetadata"])
    values = folder.documents["x.md"].metadata
    assert (values["author"], values["year"], values["by hand"]) == ("Eve", None, "stays")
    assert not done(folder.sync()).plan.actions


def test_a_dry_run_changes_nothing(folder: Folder) -> None:
    folder.write(x_md="x")
    plans: list[Any] = []
    result = folder.sync(dry_run=True, on_plan=plans.append)
    assert plans == [result.plan]
    assert (result.dataset_id, result.report, result.ok, folder.sent) == (None, None, True, [])
    done(folder.sync())
    folder.write(x_md="y")
    assert folder.sync(dry_run=True).plan.counts["changed"] == 1
    assert folder.texts() == {"x.md": "x"}


def test_two_folders_in_one_knowledge_base(tmp_path: Path, newer_folder: Folder) -> None:
    newer_folder.write(x_md="one")
    done(newer_folder.sync(source="one"))
    other = Folder(tmp_path / "other", newer_folder.server)
    other.write(y_md="two")
    done(other.sync(source="two", delete=True))
    assert newer_folder.texts() == {"x.md": "one", "y.md": "two"}


def test_documents_by_hand_are_left_alone(folder: Folder) -> None:
    folder.write(x_md="mine")
    with Client(folder.server.base_url, dataset_api_key=folder.server.dataset_key) as client:
        dataset = client.dataset.create_dataset("Handbook", indexing_technique="economy")
        made = client.documents.create_document_from_file(dataset, file=("x.md", b"another text"))
        client.documents.wait_until_indexed(dataset, made, poll_interval=0.02)
    done(folder.sync(delete=True))
    assert folder.texts() == {"None": "another text", "x.md": "mine"}


@pytest.mark.slow
def test_how_documents_are_split(newer_folder: Folder) -> None:
    newer_folder.write(x_md="one\n\ntwo", y_md="three")
    rule = process_rule.parent_child("paragraph", separator="\n\n")
    done(newer_folder.sync(process_rule=rule))
    assert {one.doc_form for one in newer_folder.documents.values()} == {"hierarchical_model"}
    assert not done(newer_folder.sync(process_rule=rule)).plan.actions
    assert not done(newer_folder.sync()).plan.actions, "where nothing is said, it is left as it is"
    result = done(newer_folder.sync(process_rule=process_rule.parent_child("full-doc")))
    assert {action.reason for action in result.plan.actions} == {"it is to be split in another way"}
    with pytest.raises(ValueError, match="goes with doc_form"):
        newer_folder.sync(process_rule=rule, doc_form="qa_model")


# What goes wrong


def test_an_upload_whose_metadata_were_not_written_is_not_doubled(folder: Folder) -> None:
    folder.write(a__x_md="apples", b__x_md="grapes")
    folder.server.faults.add(Fault.status(400), operation="batchUpdateDocumentMetadata", times=2)
    assert not folder.sync().ok
    assert [document.metadata for document in folder.server.workspace.dataset_named("Handbook").documents] == [{}, {}]  # type: ignore[union-attr]
    result = done(folder.sync())
    assert [len(action.candidates) for action in result.plan.actions] == [2, 2]
    assert folder.texts() == {"a/x.md": "apples", "b/x.md": "grapes"}
    assert CREATE not in folder.sent
    assert not done(folder.sync()).plan.actions


def test_an_upload_whose_answer_is_lost_is_not_doubled(folder: Folder) -> None:
    folder.write(x_md="apples", y_md="pears")
    folder.server.faults.add(Fault.reset(processed=True), operation=CREATE)
    done(folder.sync())
    assert folder.texts() == {"x.md": "apples", "y.md": "pears"}


def test_an_update_whose_answer_is_lost_is_made_once_more(folder: Folder) -> None:
    folder.write(x_md="apples")
    done(folder.sync())
    folder.write(x_md="pears")
    for operation in UPDATES:
        folder.server.faults.add(Fault.status(502), operation=operation)
    done(folder.sync())
    assert folder.texts() == {"x.md": "pears"}


def test_limits_slow_down_and_lose_nothing(newer_folder: Folder) -> None:
    newer_folder.write(**{f"f{n}_md": f"text {n}" for n in range(12)})
    newer_folder.server.faults.add(Fault.status(429, code="too_many_requests"), operation=CREATE, times=3)
    done(newer_folder.sync())
    assert len(newer_folder.documents) == 12


def test_what_cannot_be_indexed_is_reported_and_made_anew(newer_folder: Folder) -> None:
    newer_folder.write(good_md="good")
    (newer_folder.path / "bad.pdf").write_bytes(b"%PDF-1.4")
    result = newer_folder.sync()
    assert not result.ok
    assert result.report is not None
    assert (result.report.done, result.report.failed, result.report.failures) == (1, 1, {"indexing": 1})
    assert "its indexing failed: The embedded Dify reads only text" in result.report.examples[0].error
    assert str(result.report.advice).startswith("sync again")
    result = newer_folder.sync()
    assert [(action.path, action.anew) for action in result.plan.actions] == [("bad.pdf", True)]
    assert sorted(newer_folder.documents) == ["bad.pdf", "good.md"]
    assert done(newer_folder.sync(exclude=["*.pdf"], delete=True)).plan.counts["removed"] == 1


@pytest.mark.slow
def test_without_waiting_the_next_sync_waits(tmp_path: Path) -> None:
    with DifyServer(indexing_step=0.2) as server:
        folder = Folder(tmp_path / "docs", server)
        folder.write(x_md="apples")
        done(folder.sync(wait=False))
        assert folder.documents["x.md"].indexing_status != "completed"
        assert done(folder.sync()).plan.counts["wait"] == 1
        assert folder.documents["x.md"].indexing_status == "completed"


@pytest.mark.slow
def test_a_document_that_is_being_indexed_is_updated_afterwards(tmp_path: Path) -> None:
    with DifyServer(indexing_step=0.1) as server:
        folder = Folder(tmp_path / "docs", server)
        folder.write(x_md="apples")
        done(folder.sync(wait=False))
        folder.write(x_md="pears")
        done(folder.sync())
        assert folder.texts() == {"x.md": "pears"}


def test_indexing_that_never_ends_is_given_up(tmp_path: Path) -> None:
    with DifyServer(indexing_step=60) as server:
        folder = Folder(tmp_path / "docs", server)
        folder.write(x_md="apples")
        result = folder.sync(indexing_timeout=0.1)
        assert result.report is not None
        assert "no document got further for 0 s" in result.report.examples[0].error


def test_a_disabled_document_is_not_replaced_behind_its_back(newer_folder: Folder) -> None:
    newer_folder.write(x_md="apples")
    done(newer_folder.sync())
    newer_folder.documents["x.md"].enabled = False
    newer_folder.write(x_md="pears")
    result = newer_folder.sync()
    assert result.report is not None
    assert result.report.examples[0].error == "Dify updates no document that is disabled: enable it there first"
    assert newer_folder.sent == []


def test_an_empty_folder_deletes_nothing(newer_folder: Folder) -> None:
    newer_folder.write(x_md="apples")
    done(newer_folder.sync())
    (newer_folder.path / "x.md").unlink()
    with pytest.raises(ValueError, match="would delete all 1 documents"):
        newer_folder.sync(delete=True)
    assert newer_folder.texts() == {"x.md": "apples"}


def test_files_with_problems_fail_the_sync_and_keep_nothing_else(newer_folder: Folder) -> None:
    newer_folder.write(good_md="good", bad_md="---\na: [\n---\n")
    result = newer_folder.sync()
    assert not result.ok
    assert [one.path for one in result.plan.problems] == ["bad.md"]
    assert newer_folder.texts() == {"good.md": "good"}


def test_wrong_arguments(newer_folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no knowledge base 'Handbook'"):
        newer_folder.sync(create=False)
    newer_folder.path.rmdir()
    with pytest.raises(NotADirectoryError):
        newer_folder.sync()
    with pytest.raises(ValueError, match="source must be a name"):
        newer_folder.sync(source="")
    with (
        Client(newer_folder.server.base_url, dataset_api_key=newer_folder.server.dataset_key) as client,
        pytest.raises(DifyNotFoundError),
    ):
        sync_folder(client, "00000000-0000-0000-0000-000000000000", tmp_path)


def test_a_field_of_ours_that_is_of_another_type(newer_folder: Folder) -> None:
    newer_folder.write(x_md="x")
    with Client(newer_folder.server.base_url, dataset_api_key=newer_folder.server.dataset_key) as client:
        dataset = client.dataset.create_dataset("Handbook", indexing_technique="economy")
        client.metadata.create_metadata_field(dataset, "sync_hash", type="number")
    with pytest.raises(DifyError, match="'sync_hash' of another type"):
        newer_folder.sync()


@pytest.mark.slow
def test_it_can_be_stopped_and_gone_on_with(newer_folder: Folder) -> None:
    newer_folder.write(**{f"f{n}_md": f"text {n}" for n in range(30)})
    control = Control()

    def stop(progress: Any) -> None:
        if progress.done:
            control.finish()

    result = newer_folder.sync(control=control, on_progress=stop, concurrency=2)
    assert result.report is not None
    assert result.report.stopped == "asked"
    assert not result.ok
    done(newer_folder.sync())
    assert len(newer_folder.documents) == 30


@pytest.mark.anyio
async def test_on_the_callers_event_loop(newer_folder: Folder) -> None:
    newer_folder.write(x_md="x")
    server = newer_folder.server
    async with AsyncClient(server.base_url, dataset_api_key=server.dataset_key) as client:
        result = await sync_folder_async(
            client, "Handbook", newer_folder.path, create=True, indexing_technique="economy"
        )
        again = await sync_folder_async(client, result.dataset_id, newer_folder.path)
    assert result.ok
    assert again.plan.unchanged == 1


@pytest.mark.slow
def test_two_syncs_at_once_come_to_one_state(newer_folder: Folder) -> None:
    newer_folder.write(**{f"f{n}_md": f"text {n}" for n in range(10)})
    done(newer_folder.sync(include=["none"]))
    threads = [threading.Thread(target=newer_folder.sync) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done(newer_folder.sync(delete=True))
    assert len(newer_folder.documents) == 10
