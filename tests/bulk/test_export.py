"""Exports from the embedded Dify, of both versions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars
import pytest

from pydify_plus import AsyncClient, Client
from pydify_plus.bulk import (
    Control,
    JournalError,
    LogFilter,
    Report,
    TableError,
    export_annotations,
    export_conversations,
    export_documents,
    export_feedback,
    export_messages,
    export_messages_async,
    export_segments,
    export_workflow_logs,
)
from pydify_plus.bulk.export.jobs import time_of
from pydify_plus.bulk.export.sources import Span, checked_users, moment_of
from pydify_plus.testing import DifyServer, Fault

USERS = ["alice", "bob"]


@pytest.fixture(scope="module", params=["1.14.2", pytest.param("1.9.2", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest) -> Iterator[DifyServer]:
    """An app with a history: two users, three conversations each, one of them of 130 messages in the same second."""
    with DifyServer(version=request.param, indexing_step=0.001, keep_requests=10_000, chunk_delay=0) as server:
        with Client(server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key) as client:
            for user in USERS:
                for number in range(3):
                    chat = client.chat.conversation(user=user)
                    for turn in range(130 if (user, number) == ("alice", 0) else 2):
                        answer = chat.send(f"{user} {number} {turn}")
                    if number == 1:
                        client.feedback.like_message(answer, content=f"good, {user}", user=user)
            for number in range(3):
                client.annotations.create_annotation(f"Question {number}", f'An "answer", \n{number}')
            dataset = client.dataset.create_dataset("Handbook", indexing_technique="economy")
            for number in range(3):
                client.documents.create_document_from_text(
                    dataset,
                    f"Doc {number}",
                    "\n".join(f"line {n}" for n in range(40)),
                    process_rule={"mode": "automatic"},
                )
            client.documents.wait_until_indexed(dataset, poll_interval=0.05)
        with Client(server.base_url, server.app_key("workflow")) as client:
            for number in range(5):
                client.workflows.execute_workflow(inputs={"text": f"run {number}"}, user="alice")
        yield server


@pytest.fixture
def client(server: DifyServer) -> Iterator[Client]:
    with Client(server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key) as client:
        yield client


@pytest.fixture
def workflow_client(server: DifyServer) -> Iterator[Client]:
    with Client(server.base_url, server.app_key("workflow")) as client:
        yield client


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def complete(report: Report, rows: int) -> None:
    assert report.ok, report
    assert report.extra["rows"] == rows
    assert report.journal is None


def test_conversations(client: Client, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    complete(export_conversations(client, USERS, out), 6)
    assert [row["user"] for row in lines(out)] == ["alice"] * 3 + ["bob"] * 3
    assert len({row["id"] for row in lines(out)}) == 6
    assert all(isinstance(row["inputs"], dict) for row in lines(out)), "nested values are kept in JSON lines"
    assert list(tmp_path.iterdir()) == [out], "the journal goes when all is there"


def test_messages_of_long_conversations_in_the_order_they_were_written(client: Client, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    complete(export_messages(client, USERS, out), 130 + 5 * 2)
    rows = lines(out)
    assert [row["query"] for row in rows[:130]] == [f"alice 0 {turn}" for turn in range(130)]
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["user"] for row in rows} == set(USERS)


def test_csv_and_parquet(client: Client, tmp_path: Path) -> None:
    table, columnar = tmp_path / "out.csv", tmp_path / "out.parquet"
    complete(export_messages(client, ["bob"], table), 6)
    complete(export_messages(client, ["bob"], columnar), 6)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = polars.read_parquet(columnar)
    assert [row["query"] for row in rows] == frame["query"].to_list()
    assert list(rows[0]) == frame.columns
    assert json.loads(rows[0]["inputs"]) == json.loads(frame["inputs"][0]) == {"name": None, "tone": None}
    assert isinstance(json.loads(rows[0]["retriever_resources"]), list)
    assert frame.schema["created_at"] == polars.Int64


def test_feedback_annotations_logs(client: Client, workflow_client: Client, tmp_path: Path) -> None:
    complete(export_feedback(client, tmp_path / "feedback.jsonl"), 2)
    assert {row["content"] for row in lines(tmp_path / "feedback.jsonl")} == {"good, alice", "good, bob"}
    complete(export_annotations(client, tmp_path / "annotations.csv"), 3)
    with (tmp_path / "annotations.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["answer"] for row in csv.DictReader(file)) == [
            f'An "answer", \n{number}' for number in range(3)
        ]
    complete(export_workflow_logs(workflow_client, tmp_path / "logs.jsonl"), 5)
    assert {row["workflow_run"]["status"] for row in lines(tmp_path / "logs.jsonl")} == {"succeeded"}
    failed = export_workflow_logs(workflow_client, tmp_path / "failed.jsonl", logs=LogFilter(status="failed"))
    complete(failed, 0)
    assert (tmp_path / "failed.jsonl").read_text(encoding="utf-8") == ""


def test_documents_and_segments(client: Client, tmp_path: Path) -> None:
    complete(export_documents(client, "Handbook", tmp_path / "documents.jsonl"), 3)
    documents = lines(tmp_path / "documents.jsonl")
    assert {row["name"] for row in documents} == {"Doc 0", "Doc 1", "Doc 2"}
    report = export_segments(client, documents[0]["dataset_id"], tmp_path / "segments.jsonl")
    segments = lines(tmp_path / "segments.jsonl")
    complete(report, len(segments))
    assert {row["document_name"] for row in segments} == {"Doc 0", "Doc 1", "Doc 2"}
    assert {row["document_id"] for row in segments} == {row["id"] for row in documents}
    assert all("line" in row["content"] for row in segments)
    with pytest.raises(ValueError, match="no knowledge base 'Nowhere'"):
        export_segments(client, "Nowhere", tmp_path / "other.jsonl")


def test_since_and_until(client: Client, workflow_client: Client, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    later, earlier = now + timedelta(hours=1), str(now - timedelta(hours=1))
    exports: dict[str, tuple[int, Callable[..., Report]]] = {
        "conversations": (3, partial(export_conversations, client, ["bob"])),
        "messages": (6, partial(export_messages, client, ["bob"])),
        "feedback": (2, partial(export_feedback, client)),
        "logs": (5, partial(export_workflow_logs, workflow_client)),
    }
    for name, (rows, export) in exports.items():
        for number, (since, until, share) in enumerate([(later, None, 0), (earlier, later, 1), (None, earlier, 0)]):
            report = export(tmp_path / f"{name}{number}.jsonl", since=since, until=until)
            assert (name, report.ok, report.extra["rows"]) == (name, True, rows * share)


def interrupted(server: DifyServer, export: Callable[..., Report], out: Path, **options: Any) -> Report:
    """Begin an export, and leave it when something is there."""
    control = Control()

    def stop(progress: Any) -> None:
        if progress.done:
            control.finish()

    return export(out, control=control, on_progress=stop, concurrency=1, **options)


def test_an_export_goes_on_where_it_was(server: DifyServer, client: Client, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    def export(path: Path, **options: Any) -> Report:
        return export_messages(client, USERS, path, **options)

    begun = interrupted(server, export, out, rpm=600)
    assert begun.stopped == "asked"
    assert not begun.ok
    server.requests.clear()
    again = export(out)
    complete(again, 140)
    assert again.earlier == begun.done > 0
    assert [row["query"] for row in lines(out)][:130] == [f"alice 0 {turn}" for turn in range(130)]
    assert len({row["id"] for row in lines(out)}) == 140
    read = [request for request in server.requests if request.operation == "getConversationHistory"]
    assert len(read) < 12, "what was read is not read again"


def test_lists_are_read_anew(client: Client, server: DifyServer, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    server.faults.add(Fault.status(400), operation="getAnnotationList")
    report = export_annotations(client, out)
    assert (report.failed, report.ok) == (1, False)
    assert "again" in str(report.advice)
    complete(export_annotations(client, out), 3)


@pytest.mark.slow
def test_what_changes_while_a_list_is_read_is_neither_lost_nor_doubled(tmp_path: Path) -> None:
    with DifyServer() as server, Client(server.base_url, server.app_key("chat")) as client:
        made = [client.annotations.create_annotation(f"Q{n}", "A").id for n in range(250)]
        first = client.annotations.list_annotations(limit=100).data[0].id
        kept = set(made) - {first}
        changed = False

        def change(progress: Any) -> None:
            nonlocal changed
            if progress.done == 1 and not changed:
                changed = True
                client.annotations.delete_annotation(first)  # all others move up
                client.annotations.create_annotation("late", "A")
                client.annotations.create_annotation("later", "A")

        out = tmp_path / "out.jsonl"
        report = export_annotations(client, out, on_progress=change, rpm=240)
        assert report.ok
        ids = [row["id"] for row in lines(out)]
        assert len(ids) == len(set(ids))
        assert kept <= set(ids)


def test_a_conversation_that_is_deleted_meanwhile_is_no_failure(tmp_path: Path) -> None:
    with DifyServer(chunk_delay=0) as server, Client(server.base_url, server.app_key("chat"), user="eve") as client:
        chats = [client.chat.conversation() for _ in range(3)]
        for chat in chats:
            chat.send("Hello")
        out = tmp_path / "out.jsonl"
        begun = interrupted(server, lambda path, **o: export_messages(client, ["eve"], path, **o), out, rpm=200)
        assert begun.left != 0
        for chat in chats[1:]:
            chat.delete()
        report = export_messages(client, ["eve"], out)
        assert report.ok
        assert report.extra["rows"] == begun.done


@pytest.mark.anyio
async def test_on_the_callers_event_loop(server: DifyServer, tmp_path: Path) -> None:
    async with AsyncClient(server.base_url, server.app_key("chat")) as client:
        complete(await export_messages_async(client, ["bob"], tmp_path / "out.jsonl"), 6)


def test_wrong_arguments(client: Client, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="list of end users"):
        checked_users("alice")
    with pytest.raises(ValueError, match="name the end users"):
        export_messages(client, [], tmp_path / "x.csv")
    with pytest.raises(ValueError, match="since='soon' is not a time"):
        export_feedback(client, tmp_path / "x.csv", since="soon")
    with pytest.raises(TypeError, match="sinc"):
        export_feedback(client, tmp_path / "x.csv", sinc="2026")  # type: ignore[call-arg]
    with pytest.raises(TableError, match="not as Excel"):
        export_feedback(client, tmp_path / "x.xlsx")
    with pytest.raises(TableError, match="there is no folder"):
        export_feedback(client, tmp_path / "nowhere" / "x.csv")
    out = tmp_path / "out.jsonl"
    out.write_text("precious", encoding="utf-8")
    with pytest.raises(TableError, match="is there already"):
        export_feedback(client, out)
    assert out.read_text(encoding="utf-8") == "precious"
    complete(export_feedback(client, out, overwrite=True), 2)


def test_a_journal_of_another_export_is_refused(client: Client, server: DifyServer, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    server.faults.add(Fault.status(400), operation="getAnnotationList")
    export_annotations(client, out)
    others: list[Callable[[], Report]] = [
        partial(export_feedback, client, out),
        partial(export_annotations, client, out, since="2020-01-01"),
    ]
    for other in others:
        with pytest.raises(JournalError, match="of another job"):
            other()
    assert (tmp_path / "out.jsonl.journal").exists()


def test_times() -> None:
    assert moment_of("2026-11-22T08:01:55") == moment_of("2026-11-22T08:01:55+00:00") == moment_of(1795334515)
    assert moment_of("soon") is moment_of(None) is None
    assert time_of("since", "2026-11-22") == time_of("since", datetime(2026, 11, 22)) == 1795305600  # noqa: DTZ001
    assert time_of("since", "22 Nov 2026 14:00 +01:00") == 1795305600 + 13 * 3600
    assert Span(10, 20).holds({"created_at": 10})
    assert not Span(10, 20).holds({"created_at": 20})
    assert Span(10, 20).holds({})
    assert Span(10, 20).is_after({"created_at": 9})


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_appending_adds_what_is_lacking(server: DifyServer, client: Client, tmp_path: Path, ending: str) -> None:
    out, user = tmp_path / f"out.{ending}", f"carol-{ending}"
    chat = client.chat.conversation(user=user)
    chat.send("one")
    again = partial(export_messages, client, [user], out, append=True)
    complete(again(), 1)
    complete(again(), 0)
    chat.send("two")
    client.chat.create_chat_message(query="three", user=user)
    complete(again(), 2)
    complete(again(), 0)
    rows = table(out)
    assert sorted(row["query"] for row in rows) == ["one", "three", "two"]
    assert list(tmp_path.iterdir()) == [out]
    # A user who is named later is read from the beginning.
    complete(export_messages(client, [user, "bob"], out, append=True), 6)


def table(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return lines(path)
    if path.suffix == ".parquet":
        return polars.read_parquet(path).to_dicts()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_appending_reads_few_pages_and_takes_changed_rows_again(
    server: DifyServer, client: Client, workflow_client: Client, tmp_path: Path
) -> None:
    chat = client.chat.conversation(user="dora")
    answer = chat.send("one")
    conversations, ratings = tmp_path / "conversations.jsonl", tmp_path / "ratings.csv"
    complete(export_conversations(client, ["dora"], conversations, append=True), 1)
    complete(export_conversations(client, ["dora"], conversations, append=True), 0)
    client.sessions.rename_conversation(chat.id, "Renamed", user="dora")
    export_conversations(client, ["dora"], conversations, append=True)
    assert lines(conversations)[-1]["id"] == chat.id
    first = export_feedback(client, ratings, append=True).extra["rows"]
    assert first
    client.feedback.like_message(answer, user="dora")
    complete(export_feedback(client, ratings, append=True), 1)
    assert len(table(ratings)) == first + 1
    logs = tmp_path / "logs.parquet"
    complete(export_workflow_logs(workflow_client, logs, append=True), 5)
    complete(export_workflow_logs(workflow_client, logs, append=True), 0)
    for export in (export_annotations, export_documents, export_segments):
        out = tmp_path / f"{export.__name__}.csv"
        arguments = () if export is export_annotations else ("Handbook",)
        found = export(client, *arguments, out, append=True)
        assert found.ok
        assert found.extra["rows"]
        assert export(client, *arguments, out, append=True).extra["rows"] == 0


@pytest.mark.parametrize("is_joined", [False, True], ids=["before", "after"])
def test_killed_while_joining(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_joined: bool
) -> None:
    from pydify_plus.bulk.export import jobs

    out = tmp_path / "out.jsonl"
    complete(export_messages(client, ["bob"], out, append=True), 6)
    out.write_text("".join(out.read_text().splitlines(keepends=True)[:4]))
    join = jobs.join

    def killed(path: Path, part: Path) -> None:
        if is_joined:
            join(path, part)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "join", killed)
    with pytest.raises(KeyboardInterrupt):
        export_messages(client, ["bob"], out, append=True)
    monkeypatch.setattr(jobs, "join", join)
    complete(export_messages(client, ["bob"], out, append=True), 0 if is_joined else 2)
    assert len(lines(out)) == len({row["id"] for row in lines(out)}) == 6
    assert list(tmp_path.iterdir()) == [out]


def test_appending_is_not_overwriting(client: Client, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="contradict"):
        export_feedback(client, tmp_path / "out.csv", append=True, overwrite=True)
