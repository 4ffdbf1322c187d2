"""The commands for knowledge bases and exports, against the embedded Dify."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pydify_plus import Client
from pydify_plus.testing import DifyServer

from .conftest import Run


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydify_plus.bulk.knowledge.indexing_watch._FIRST_PAUSE", 0.02)


@pytest.fixture(scope="module")
def knowledge() -> Iterator[DifyServer]:
    with DifyServer(indexing_step=0.001, chunk_delay=0) as server:
        yield server


@pytest.fixture
def env(knowledge: DifyServer) -> dict[str, str]:
    return {
        "DIFY_BASE_URL": knowledge.base_url,
        "DIFY_API_KEY": knowledge.app_key("chat"),
        "DIFY_DATASET_API_KEY": knowledge.dataset_key,
    }


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "guide").mkdir(parents=True)
    (folder / "guide" / "intro.md").write_text("---\nauthor: Ada\n---\n# Apples\n\nApples are red.\n", encoding="utf-8")
    (folder / "faq.md").write_text("# Pears\n\nPears are green.\n", encoding="utf-8")
    (folder / "photo.png").write_bytes(b"png")
    return folder


def test_sync_search_list_download(run: Run, env: dict[str, str], docs: Path, tmp_path: Path) -> None:
    dry = run("knowledge", "sync", "Fruit", "docs", "--create", "--dry-run", env=env)
    assert dry.exit_code == 0
    assert dry.stdout.splitlines() == [
        "+ faq.md  (26 B)",
        "+ guide/intro.md  (26 B)",
        "  photo.png  (skipped: Dify takes no .png files)",
        "2 new, 0 unchanged, 1 skipped",
    ]
    done = run(
        "knowledge", "sync", "Fruit", "docs", "--create", "--technique", "economy", "--report", "r.json", env=env
    )
    assert done.exit_code == 0, done.output
    assert "done\t2" in done.stdout
    assert "+ guide/intro.md" in done.stderr
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["done"] == 2
    again = run("knowledge", "sync", "Fruit", "docs", "--output", "json", env=env)
    assert (again.exit_code, json.loads(again.stdout)["extra"]["unchanged files"]) == (0, 2)

    found = run("knowledge", "search", "Fruit", "Apples", "--top-k", "1", env=env)
    assert found.exit_code == 0, found.output
    assert "intro.md" in found.stdout
    assert "Apples are red." in found.stdout
    assert "Fruit" in run("knowledge", "list", env=env).stdout
    listed = run("knowledge", "list", "Fruit", env=env).stdout
    assert "guide/intro.md\tavailable" in listed
    assert len(json.loads(run("knowledge", "list", "Fruit", "--limit", "1", "--output", "json", env=env).stdout)) == 1

    assert run("knowledge", "download", "Fruit", "--to", "copy", env=env).exit_code == 0
    assert (tmp_path / "copy" / "guide" / "intro.md").read_text(encoding="utf-8") == "# Apples\n\nApples are red.\n"
    assert (tmp_path / "copy" / "faq.md").read_bytes() == (docs / "faq.md").read_bytes()
    refused = run("knowledge", "download", "Fruit", "faq.md", "--to", "copy", env=env)
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert run("knowledge", "download", "Fruit", "faq.md", "--to", "copy", "--overwrite", env=env).exit_code == 0
    assert run("knowledge", "download", "Fruit", "--to", "all.zip", env=env).exit_code == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert sorted(archive.namelist()) == ["faq.md", "guide/intro.md"]


def test_sync_fails_with_its_exit_code(run: Run, env: dict[str, str], docs: Path) -> None:
    (docs / "bad.md").write_text("---\na: [\n---\n", encoding="utf-8")
    (docs / "worse.pdf").write_bytes(b"%PDF")
    result = run("knowledge", "sync", "Failing", "docs", "--create", "--technique", "economy", env=env)
    assert result.exit_code == 1
    assert "! bad.md" in result.stderr
    assert "worse.pdf: its indexing failed: The embedded Dify reads only text" in result.stderr
    assert "failed\t1" in result.stdout
    assert "sync again" in result.stdout


def test_sync_splits_as_told(run: Run, env: dict[str, str], docs: Path, knowledge: DifyServer, tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text("mode: parent_child\nparent_mode: full-doc\n", encoding="utf-8")
    new = ("--create", "--technique", "economy")
    assert run("knowledge", "sync", "Split", "docs", "--rule", "rule.yaml", *new, env=env).exit_code == 0
    dataset: Any = knowledge.workspace.dataset_named("Split")
    assert {document.doc_form for document in dataset.documents} == {"hierarchical_model"}
    assert (
        run("knowledge", "sync", "Cut", "docs", "--separator", "\\n## ", "--max-tokens", "99", *new, env=env).exit_code
        == 0
    )
    dataset = knowledge.workspace.dataset_named("Cut")
    assert dataset.documents[0].rule.rules["segmentation"] == {
        "separator": "\n## ",
        "max_tokens": 99,
        "chunk_overlap": 50,
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sync", "Nowhere", "docs"], "there is no knowledge base 'Nowhere'"),
        (["sync", "Nowhere", "docs", "--split", "parent_child", "--overlap", "5"], "'chunk_overlap' is nothing"),
        (["sync", "Nowhere", "docs", "--rule", "x.yaml", "--split", "custom"], "--rule says all"),
        (["list", "--status", "available"], "--status goes with"),
        (["list", "x", "--status", "odd"], "--status must be one of"),
    ],
)
def test_what_cannot_be_meant(run: Run, env: dict[str, str], docs: Path, arguments: list[str], message: str) -> None:
    result = run("knowledge", *arguments, env=env)
    assert result.exit_code == 2
    assert message in result.stderr.replace("\n", " ")


def test_exports(run: Run, env: dict[str, str], knowledge: DifyServer, docs: Path, tmp_path: Path) -> None:
    with Client(knowledge.base_url, knowledge.app_key("chat")) as client:
        for user in ("alice", "bob"):
            answer = client.chat.create_chat_message(query=f"Hello from {user}", user=user)
            client.feedback.like_message(answer, user=user)
        client.annotations.create_annotation("Q", "A")
    (tmp_path / "users.txt").write_text("bob\n\n", encoding="utf-8")
    done = run("export", "messages", "alice", "--users-file", "users.txt", "--output", "m.csv", "-o", "json", env=env)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["extra"]["rows"] == 2
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as file:
        assert [row["query"] for row in csv.DictReader(file)] == ["Hello from alice", "Hello from bob"]
    run("knowledge", "sync", "Exported", "docs", "--create", "--technique", "economy", env=env)
    for command, rows in (
        (["conversations", "alice"], 1),
        (["feedback"], 2),
        (["annotations"], 1),
        (["documents", "Exported"], 2),
        (["segments", "Exported"], 2),
        (["conversations", "alice", "--since", "2100-01-01"], 0),
    ):
        result = run("export", *command, "--output", "x.jsonl", "--overwrite", env=env)
        assert result.exit_code == 0, result.output
        assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) == rows, command
    logs = run("export", "logs", "--output", "l.jsonl", env={**env, "DIFY_API_KEY": knowledge.app_key("workflow")})
    assert logs.exit_code == 0, logs.output
    assert run("export", "feedback", "--output", "x.jsonl", env=env).exit_code == 2
    assert run("export", "messages", "--output", "y.jsonl", env=env).exit_code == 2
