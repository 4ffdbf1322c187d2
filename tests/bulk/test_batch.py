"""Batch runs against the embedded Dify."""

from __future__ import annotations

import asyncio
import csv
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from pydify_plus import AsyncClient, Client
from pydify_plus.bulk import BatchInputError, Control, JournalError, Progress, TableError, run_batch, run_batch_async
from pydify_plus.errors import DifyAuthError, DifyInputError
from pydify_plus.testing import LLM, App, DifyServer, End, Fault, InputField, ModelFailure, Quirks, Turn


def answer(turn: Turn) -> Any:
    if "break" in turn.query:
        return [ModelFailure("the model is down")]
    return turn.query.upper()


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    shout = App(
        "shout",
        "workflow",
        inputs=(InputField("text", required=True, max_length=20), InputField("doc", "file")),
        nodes=(
            LLM(id="llm", prompt="{{#start.text#}}", answer=answer),
            End(outputs={"shouted": ("llm", "text"), "doc": ("start", "doc")}),
        ),
    )
    narrow = App("narrow", "chat", answer=answer, max_concurrent=2, inputs=())
    with DifyServer([shout, narrow], quirks=Quirks.none(), keep_requests=10_000) as server:
        yield server


@pytest.fixture
def client(server: DifyServer) -> Iterator[Client]:
    server.requests.clear()
    with Client(server.base_url, server.app_key("shout"), user="batch", retry_backoff_factor=0.01) as client:
        yield client


def table(path: Path, texts: list[str]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])
    return path


def rows_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def runs(server: DifyServer) -> int:
    return sum(request.operation == "executeWorkflow" for request in server.requests)


def test_rows_are_run_and_results_have_all_that_is_known(server: DifyServer, client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    rows = tmp_path / "in.jsonl"
    rows.write_text('{"text": "one", "doc": "a.txt", "note": [1]}\n{"text": "break", "note": null}\n')
    told: list[Progress] = []
    report = run_batch(client, rows, tmp_path / "out.jsonl", ordered=True, on_progress=told.append)
    one, two = rows_in(tmp_path / "out.jsonl")
    assert (one["status"], one["output.shouted"], one["note"], one["currency"]) == ("done", "ONE", [1], "USD")
    assert one["output.doc.filename"] == "a.txt"
    assert one["tokens"] > 0
    assert float(one["price"]) > 0
    assert one["elapsed_time"] >= 0
    assert one["workflow_run_id"] != one["task_id"]
    assert (two["status"], two["error_kind"]) == ("failed", "run_failed")
    assert "the model is down" in two["error"]
    assert two["workflow_run_id"]
    assert (report.done, report.failed, report.ok) == (1, 1, False)
    assert str(report.extra["price"]).endswith("USD")
    assert (told[-1].done, told[-1].failed, told[-1].total) == (1, 1, 2)
    users = {request.json["user"] for request in server.requests if request.operation == "executeWorkflow"}
    assert users == {"batch"}


@pytest.mark.parametrize("mode", ["chat", "agent", "chatflow", "completion"])
@pytest.mark.parametrize("response_mode", ["streaming", "blocking"])
def test_all_modes_in_both_ways(server: DifyServer, mode: str, response_mode: Any) -> None:
    found: list[dict[str, Any]] = []
    with Client(server.base_url, server.app_key(mode)) as client:
        report = run_batch(
            client,
            [{"query": f"q{number}", "who": "ann"} for number in range(5)],
            found.append,
            user_column="who" if mode != "completion" else None,
            response_mode=response_mode,
            ordered=True,
        )
    assert report.ok
    assert [row["answer"] for row in found] == [f"You said: q{number}" for number in range(5)]
    assert all(row["message_id"] and row["tokens"] for row in found)
    assert found[0]["row"] == 1


def test_columns_limit_sample_and_keep(client: Client, tmp_path: Path) -> None:
    rows = [{"Review": f"r{number}", "id": number, "rest": "x"} for number in range(50)]
    first, drawn, again = list[Any](), list[Any](), list[Any]()
    run_batch(client, rows, first.append, columns={"text": "Review"}, limit=3, keep=["id"], ordered=True)
    assert [(row["row"], row["id"], "Review" in row) for row in first] == [(1, 0, False), (2, 1, False), (3, 2, False)]
    run_batch(client, rows, drawn.append, columns={"text": "Review"}, sample=5, seed=3, ordered=True)
    run_batch(client, iter(rows), again.append, columns={"text": "Review"}, sample=5, seed=3, ordered=True)
    assert len(drawn) == len(again) == 5
    assert all(row["id"] == row["row"] - 1 for row in [*drawn, *again])
    with pytest.raises(DifyInputError, match="noo is to be kept"):
        run_batch(client, rows, columns={"text": "Review"}, keep=["noo"])


def test_wrong_rows_are_found_before_anything_is_sent(server: DifyServer, client: Client, tmp_path: Path) -> None:
    rows = table(tmp_path / "in.csv", ["fine", "x" * 21, "", "fine too"])
    with pytest.raises(BatchInputError, match=r"2 of 4 rows .* row 2: text must have at most 20") as info:
        run_batch(client, rows, tmp_path / "out.jsonl")
    assert [number for number, _ in info.value.problems] == [2, 3]
    assert runs(server) == 0
    report = run_batch(client, rows, tmp_path / "out.jsonl", invalid="fail", ordered=True)
    assert (report.done, report.failures) == (2, {"inputs": 2})
    assert [row["status"] for row in rows_in(tmp_path / "out.jsonl")] == ["done", "failed", "failed", "done"]
    assert runs(server) == 2
    found: list[Any] = []
    assert run_batch(client, iter([{"text": "x" * 21}]), found.append).failures == {"inputs": 1}
    with pytest.raises(DifyInputError, match="text is needed"):
        run_batch(client, [{"texts": "a"}])


def test_a_second_call_does_nothing_and_a_retry_only_what_failed(
    server: DifyServer, client: Client, tmp_path: Path
) -> None:
    rows = table(tmp_path / "in.csv", ["one", "two", "three"])
    server.faults.add(Fault.status(500), operation="executeWorkflow")
    report = run_batch(client, rows, tmp_path / "out.jsonl", concurrency=1)
    assert (report.done, report.failed) == (2, 1)
    assert run_batch(client, rows, tmp_path / "out.jsonl").earlier == 3
    assert runs(server) == 3
    report = run_batch(client, rows, tmp_path / "out.jsonl", retry_failed=True)
    assert (report.done, report.failed) == (3, 0)
    assert runs(server) == 4
    assert sorted(row["row"] for row in rows_in(tmp_path / "out.jsonl")) == [1, 2, 3]


def test_another_input_app_or_output_is_refused(server: DifyServer, client: Client, tmp_path: Path) -> None:
    rows = table(tmp_path / "in.csv", ["one"])
    run_batch(client, rows, tmp_path / "out.jsonl")
    table(rows, ["two"])
    with pytest.raises(JournalError, match="its input is"):
        run_batch(client, rows, tmp_path / "out.jsonl")
    table(rows, ["one"])
    other = client.with_options(api_key=server.app_key("workflow"))
    with pytest.raises(JournalError, match=r"its app is .*shout \(workflow\)"):
        run_batch(other, rows, tmp_path / "out.jsonl")
    (tmp_path / "out.jsonl.journal").unlink()
    with pytest.raises(TableError, match="overwrite=True"):
        run_batch(client, rows, tmp_path / "out.jsonl")
    assert run_batch(client, rows, tmp_path / "out.jsonl", overwrite=True).ok
    with pytest.raises(TableError, match="no folder"):
        run_batch(client, rows, tmp_path / "no" / "out.csv")
    with pytest.raises(TableError, match="not as Excel"):
        run_batch(client, rows, tmp_path / "out.xlsx")
    assert server.app_key("shout").encode() not in b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    )


@pytest.mark.parametrize(
    "keywords",
    [{"limit": 0}, {"sample": -1}, {"limit": 1, "sample": 1}, {"invalid": "maybe"}, {"response_mode": "later"}, {"rpm": 0},
     {"concurrency": 0}, {"budget_tokens": True}],
)  # fmt: skip
def test_values_that_cannot_be_right(client: Client, keywords: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(keywords))):
        run_batch(client, [], **keywords)


def test_a_misspelt_keyword(client: Client) -> None:
    with pytest.raises(TypeError, match="concurrency"):
        run_batch(client, [], concurency=3)  # type: ignore[call-arg]


@pytest.mark.slow
def test_an_apps_limit_of_runs_at_once_is_kept(server: DifyServer) -> None:
    server.requests.clear()
    with Client(server.base_url, server.app_key("narrow")) as client:
        report = run_batch(client, [{"query": f"q{number}"} for number in range(30)], concurrency=16)
    assert (report.done, report.failed) == (30, 0)
    answered = [request.status for request in server.requests if request.operation == "sendChatMessage"]
    assert answered.count(200) == 30
    assert 400 in answered, "it was met"


def test_a_wrong_key_and_a_quota_stop_it(server: DifyServer, client: Client, tmp_path: Path) -> None:
    with pytest.raises(DifyAuthError):
        run_batch(client.with_options(api_key="app-wrong"), [{"text": "a"}])
    rows = table(tmp_path / "in.csv", [f"t{number}" for number in range(40)])
    quota = Fault.status(429, code="rate_limit_error", message="The quota is used up")
    server.faults.add(quota, times=4, operation="executeWorkflow")
    report = run_batch(client, rows, tmp_path / "out.jsonl", concurrency=4)
    assert (report.stopped, report.failed) == ("quota", 0)
    assert report.left == 40 - report.done > 0
    server.faults.clear()
    assert run_batch(client, rows, tmp_path / "out.jsonl").ok


def test_a_lost_answer_is_found_again_by_its_run(server: DifyServer, client: Client, tmp_path: Path) -> None:
    rows = table(tmp_path / "in.csv", [f"t{number}" for number in range(6)])
    # Cut behind the first event, and nothing more is to be had of the run's events.
    server.faults.add(Fault.cut(events=2), operation="executeWorkflow", times=3)
    server.faults.add(Fault.status(500), operation="streamWorkflowEvents", times=100)
    report = run_batch(client.with_options(retries=0), rows, tmp_path / "out.jsonl")
    server.faults.clear()
    assert report.ok
    assert runs(server) == 6
    assert all(row["output.shouted"] == row["text"].upper() for row in rows_in(tmp_path / "out.jsonl"))


@pytest.mark.parametrize("mode", ["chat", "completion"])
def test_lost_messages(server: DifyServer, mode: str) -> None:
    found: list[Any] = []
    with Client(server.base_url, server.app_key(mode), retries=0) as client:
        server.faults.add(Fault.cut(events=1), times=1, operation="sendChatMessage")
        server.faults.add(Fault.cut(events=1), times=1, operation="createCompletionMessage")
        report = run_batch(client, [{"query": "hello"}], found.append)
        server.faults.clear()
    if mode == "chat":
        assert report.ok
        assert found[0]["answer"] == "You said: hello"
    else:
        assert (report.unknown, found[0]["status"]) == (1, "unknown")
        assert found[0]["message_id"]


def test_a_budget_ends_it(client: Client, tmp_path: Path) -> None:
    rows = [{"text": f"t{number}"} for number in range(50)]
    report = run_batch(client, rows, tmp_path / "out.csv", budget_tokens=40, concurrency=2)
    assert report.stopped == "budget"
    assert 40 <= report.tokens < 80
    assert report.left == 50 - report.done


def test_async_and_rows_that_come_slowly(server: DifyServer, tmp_path: Path) -> None:
    async def coming() -> AsyncIterator[dict[str, Any]]:
        for number in range(1000):
            yield {"text": f"t{number}"}

    async def main() -> None:
        async with AsyncClient(server.base_url, server.app_key("shout")) as client:
            report = await run_batch_async(client, coming(), tmp_path / "out.csv", limit=6)
            assert (report.done, report.left) == (6, 0)
            with pytest.raises(ValueError, match="sample"):
                await run_batch_async(client, coming(), sample=2)
            # The plain call works where a loop runs, as in a notebook.
            assert run_batch(client, [{"text": "a"}]).ok

    asyncio.run(main())


@pytest.mark.slow
def test_the_output_can_be_read_at_any_time(server: DifyServer, client: Client, tmp_path: Path) -> None:
    output, seen, is_over = tmp_path / "out.csv", list[int](), threading.Event()

    def read() -> None:
        while not is_over.is_set():
            if output.exists():
                with output.open(newline="") as file:
                    rows = list(csv.DictReader(file, strict=True))
                assert all(row["status"] == "done" and row["output.shouted"] == row["text"].upper() for row in rows)
                seen.append(len(rows))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        run_batch(client, ({"text": f"t{number}"} for number in range(100)), output)
    finally:
        is_over.set()
        reader.join()
    assert len(set(seen)) > 2


def test_finishing_early_says_how_to_go_on(client: Client, tmp_path: Path) -> None:
    control = Control()
    rows = [{"text": f"t{number}"} for number in range(500)]
    report = run_batch(
        client, rows, tmp_path / "out.csv", control=control, on_progress=lambda p: p.ended > 5 and control.finish()
    )
    assert 5 < report.done < 500
    assert report.left == 500 - report.done
    assert "same arguments" in str(report.advice)
    assert run_batch(client, rows, tmp_path / "out.csv", limit=report.done + 5).done >= report.done


def test_through_a_proxy_with_a_password(server: DifyServer, tmp_path: Path) -> None:
    told: list[str | None] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append(self.headers["Proxy-Authorization"])
            answer = httpx.request(
                self.command,
                self.path.replace("http://dify.invalid/v1", server.base_url),
                content=self.rfile.read(int(self.headers["Content-Length"] or 0)),
                headers={name: self.headers[name] or "" for name in ("Authorization", "Content-Type")},
                trust_env=False,
            )
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as listening:
        threading.Thread(target=listening.serve_forever).start()
        proxy = f"http://alice:secret@127.0.0.1:{listening.server_port}"
        with Client("http://dify.invalid/v1", server.app_key("shout"), user="batch", proxy=proxy) as client:
            report = run_batch(client, [{"text": "one"}], tmp_path / "out.jsonl")
        listening.shutdown()
    assert report.done == 1
    assert len(told) == 3
    assert None not in told


def test_a_plain_client_with_an_http_client_is_refused(server: DifyServer) -> None:
    with (
        httpx.Client() as http,
        Client(server.base_url, server.app_key("shout"), http_client=http) as client,
        pytest.raises(TypeError, match="give an AsyncClient"),
    ):
        run_batch(client, [{"text": "one"}])
