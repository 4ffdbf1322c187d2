"""Batch runs and exports that are killed at any moment, and called again."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bulk.conftest import Shouting

from pydify_plus import Client
from pydify_plus.bulk import Report, run_batch
from pydify_plus.bulk.batch.runs import ResponseMode

pytestmark = pytest.mark.slow

BATCH = """
import sys
from pydify_plus import Client
from pydify_plus.bulk import run_batch
print("ready", flush=True)
with Client(sys.argv[1], "app-shout", user="kill") as client:
    run_batch(client, sys.argv[2], sys.argv[3], concurrency=16, ordered=sys.argv[4] == "ordered", response_mode=sys.argv[5])
print("through", flush=True)
"""


def table(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "note"])
        writer.writerows([f"row {number}", "one\ntwo, three"] for number in range(1, rows + 1))


def killed(base_url: str, input: Path, output: Path, order: str, mode: str, seconds: float) -> bool:
    """Run the job, and kill it; whether it was through before that."""
    with subprocess.Popen(
        [sys.executable, "-c", BATCH, base_url, str(input), str(output), order, mode], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        return "through" in process.stdout.read()


def rows_in(output: Path) -> list[dict[str, Any]]:
    """All whole rows; that there are no others is seen here too."""
    if not output.exists():
        return []
    if output.suffix == ".jsonl":
        return [json.loads(line) for line in output.read_text().splitlines()]
    with output.open(newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def check(output: Path, report: Report, server: Shouting, rows: int, order: str) -> None:
    found = rows_in(output)
    numbers = [int(row["row"]) for row in found]
    assert sorted(numbers) == list(range(1, rows + 1)), "no row is lost, none is doubled"
    assert numbers == sorted(numbers) or order == "ended"
    assert report.left == report.failed == 0
    unknown = {row["text"] for row in found if row["status"] == "unknown"}
    assert len(unknown) == report.unknown
    for row in found:
        if row["status"] == "done":
            assert row["output.shouted"] == row["text"].upper()
            assert row["workflow_run_id"]
    twice = {text for text, count in server.runs().items() if count > 1}
    assert not twice, "nothing is sent twice unasked"
    assert server.runs().keys() | unknown == {f"row {number}" for number in range(1, rows + 1)}


def kill_and_go_on(
    server: Shouting, folder: Path, *, rows: int, kills: int, seed: int, ending: str, order: str, mode: ResponseMode
) -> tuple[Report, int]:
    draw = random.Random(seed)
    input, output = folder / "in.csv", folder / f"out{ending}"
    table(input, rows)
    hit = 0
    for _ in range(kills):
        hit += not killed(server.base_url, input, output, order, mode, draw.uniform(0.3, 1.6))
        rows_in(output)
    with Client(server.base_url, "app-shout", user="kill") as client:
        report = run_batch(client, input, output, concurrency=16, ordered=order == "ordered", response_mode=mode)
    return report, hit


@pytest.mark.parametrize(
    ("ending", "order", "mode"),
    [(".csv", "ordered", "streaming"), (".jsonl", "ended", "streaming"), (".jsonl", "ended", "blocking")],
)
def test_killed_ten_times(
    shout: Callable[[float], Shouting],
    tmp_path: Path,
    ending: str,
    order: str,
    mode: ResponseMode,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = shout(0.2)
    report, hit = kill_and_go_on(server, tmp_path, rows=1500, kills=12, seed=2, ending=ending, order=order, mode=mode)
    assert hit >= 10
    check(tmp_path / f"out{ending}", report, server, 1500, order)
    # What was sent and had not told its id yet is unknown: in a stream until its first event, else until the answer.
    assert report.unknown <= hit * 16
    with capsys.disabled():
        runs: Counter[str] = server.runs()
        twice = sum(count > 1 for count in runs.values())
        sys.stdout.write(
            f"\n{mode}, killed {hit} times: lost 0, doubled 0, sent twice {twice}, unknown {report.unknown} of 1,500\n"
        )


def test_repeating_what_is_unknown_is_asked_for(shout: Callable[[float], Shouting], tmp_path: Path) -> None:
    server = shout(30.0)
    input, output = tmp_path / "in.csv", tmp_path / "out.csv"
    table(input, 4)
    with Client(server.base_url, "app-shout", user="kill") as client:
        with subprocess.Popen(
            [sys.executable, "-c", BATCH, server.base_url, str(input), str(output), "ended", "blocking"]
        ) as process:
            while sum(server.runs().values()) < 4:
                time.sleep(0.05)
            process.kill()
        report = run_batch(client, input, output)
        assert (report.unknown, report.done) == (4, 0)
        assert "repeat_unknown" in str(report.advice)
        assert {row["status"] for row in rows_in(output)} == {"unknown"}
    assert server.runs().total() == 4


EXPORT = """
import sys
from pydify_plus import Client
from pydify_plus.bulk import export_messages
users = [f"user {number}" for number in range(12)]
print("ready", flush=True)
with Client(sys.argv[1], "app-talk") as client:
    print(export_messages(client, users, sys.argv[2], append=sys.argv[3] == "append", concurrency=2).ok, flush=True)
"""


@pytest.mark.parametrize("way", ["anew", "append"])
def test_exports_killed_ten_times(shout: Callable[[float], Shouting], tmp_path: Path, way: str) -> None:
    server, output, draw = shout(0.0), tmp_path / "out.jsonl", random.Random(3)
    journal = tmp_path / "out.jsonl.journal"
    with Client(server.base_url, "app-talk") as client:
        for number in range(12):
            for _ in range(8):
                client.chat.create_chat_message(query="Hello", user=f"user {number}")
    hit = 0
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", EXPORT, server.base_url, str(output), way], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            try:
                process.wait(draw.uniform(0.35, 0.9))
                assert process.stdout.read() == "True\n"
            except subprocess.TimeoutExpired:
                process.kill()
                hit += 1
                rows_in(output)
        if way == "anew" and output.exists() and not journal.exists():
            output.unlink()  # the export was through
    assert hit >= 4
    subprocess.run([sys.executable, "-c", EXPORT, server.base_url, str(output), way], check=True, capture_output=True)
    rows = rows_in(output)
    assert len(rows) == len({row["id"] for row in rows}) == 12 * 8, "no row is lost, none is doubled"
    assert list(tmp_path.glob("out*")) == [output]
