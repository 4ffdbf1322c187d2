"""Batch runs on a local Ray of two workers."""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bulk.conftest import Shouting
from pages.markdown import ROOT, blocks

from pydify_plus.bulk.ray import RayOptions, RunRows, report_of, run_dataset
from pydify_plus.testing import DifyServer

ray: Any = pytest.importorskip("ray")
pytest.importorskip("ray.data")

KEY = "app-shout"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray's own, of which there are many
]


@pytest.fixture(scope="module")
def guided() -> Iterator[DifyServer]:
    """The embedded Dify that workers are sent to where no other is named."""
    with DifyServer() as server:
        yield server


@pytest.fixture(scope="module")
def cluster(guided: DifyServer) -> Iterator[Path]:
    """A Ray on this machine whose workers have the keys in their environment, and where its logs are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOUT_KEY", KEY)
        patch.setenv("DIFY_API_KEY", guided.app_key("workflow"))
        patch.setenv("DIFY_BASE_URL", guided.base_url)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", os.pathsep.join(["src", os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
        context = ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        settings = ray.data.DataContext.get_current()
        settings.enable_progress_bars = False
        settings.read_op_min_num_blocks = 2  # 200 tasks for a few rows take a minute
        yield Path(context.address_info["session_dir"])
        ray.shutdown()


def rows_of(results: Any) -> list[dict[str, Any]]:
    return sorted(results.take_all(), key=lambda row: int(row["number"]))


def table(count: int) -> Any:
    rows = [{"number": number, "text": f"row {number}"} for number in range(count)]
    return ray.data.from_items(rows, override_num_blocks=2)


def test_the_guide(
    cluster: Path,
    guided: DifyServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (example,) = [block for block in blocks(ROOT / "docs" / "ray.md") if block.language == "python"]
    monkeypatch.setenv("DIFY_API_KEY", "")
    # Its cluster is the one that is there: starting another takes longer than all else.
    monkeypatch.setattr(ray, "init", lambda **_: None)
    monkeypatch.setattr(ray, "shutdown", lambda: None)
    stored = tmp_path / "summaries"  # a path that means the same to workers in another folder
    code = example.code.replace("app-YOUR-WORKFLOW-KEY", "").replace('"summaries"', repr(str(stored)))
    exec(code, {})  # noqa: S102
    shown = capsys.readouterr().out
    assert "You said: Review 0" in shown
    assert "done         20" in shown
    assert list(stored.glob("*.parquet"))


def test_each_row_is_run_once_by_two_workers(cluster: Path, shout: Callable[[float], Shouting], tmp_path: Path) -> None:
    server = shout(0.05)
    source = tmp_path / "rows.csv"
    source.write_text("number,text\n" + "".join(f"{number},row {number}\n" for number in range(60)))
    results = run_dataset(
        ray.data.read_csv(str(source), override_num_blocks=2),
        base_url=server.base_url,
        api_key_env="SHOUT_KEY",
        actors=2,
        concurrency=16,
        outputs=["shouted"],
        user="ray",
    )
    results = results.materialize()
    rows = rows_of(results)
    assert [row["number"] for row in rows] == list(range(60))
    assert all(row["output.shouted"] == f"ROW {row['number']}" and row["workflow_run_id"] for row in rows)
    assert json.loads(rows[7]["outputs"]) == {"shouted": "ROW 7"}
    assert set(server.runs().values()) == {1}
    report = report_of(results)
    assert (report.done, report.ok) == (60, True)

    assert KEY not in f"{results!r}{results.stats()}{RunRows(RayOptions())!r}"
    assert KEY.encode() not in pickle.dumps(RayOptions(base_url=server.base_url))
    for log in cluster.rglob("*.*"):
        if log.is_file():
            assert KEY.encode() not in log.read_bytes(), log


def test_a_killed_worker_costs_no_row_and_doubles_none(cluster: Path, shout: Callable[[float], Shouting]) -> None:
    server = shout(0.2)
    results = run_dataset(
        table(240).repartition(24),
        base_url=server.base_url,
        api_key_env="SHOUT_KEY",
        actors=2,
        concurrency=16,
        batch_size=8,
        outputs=["shouted"],
    )
    killed: list[int] = []

    def kill() -> None:
        while server.runs().total() < 40:
            time.sleep(0.05)
        for process in ray_workers():
            os.kill(process, signal.SIGKILL)
            killed.append(process)
            return

    killer = threading.Thread(target=kill)
    killer.start()
    rows = rows_of(results.materialize())
    killer.join()
    assert killed
    assert [row["number"] for row in rows] == list(range(240)), "no row is lost, none is doubled"
    assert {row["status"] for row in rows} == {"done"}
    assert all(row["output.shouted"] == f"ROW {row['number']}" for row in rows)
    assert server.runs().total() - 240 <= 4 * 8, "what the killed worker had in hand alone has run again"


def ray_workers() -> list[int]:
    """The actors of this test's Ray that run rows, by the titles that Ray gives to its processes."""
    found: list[int] = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and b"MapWorker" in (folder / "cmdline").read_bytes():
                environment = (folder / "environ").read_bytes()
                if f"PYTEST_CURRENT_TEST={os.environ['PYTEST_CURRENT_TEST'].split('::')[0]}".encode() in environment:
                    found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_a_wrong_key_ends_the_job_and_is_not_shown(
    cluster: Path, shout: Callable[[float], Shouting], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = shout(0.0)
    with pytest.raises(Exception, match="NO_SUCH_KEY") as info:
        run_dataset(table(4), base_url=server.base_url, api_key_env="NO_SUCH_KEY", actors=1).materialize()
    assert KEY not in str(info.value)


def test_options_hold_no_key_and_share_the_limits() -> None:
    with pytest.raises(TypeError, match="environment"):
        run_dataset(None, api_key="app-secret")
    with pytest.raises(ValueError, match="name of an environment variable"):
        RayOptions(api_key_env="app-secret")
    with pytest.raises(ValueError, match="shared by all actors"):
        RayOptions(actors=8, concurrency=4)
    with pytest.raises(ValueError, match="rpm"):
        RayOptions(rpm=0)
    with pytest.raises(ValueError, match="actors"):
        RayOptions(actors=0)
    assert RayOptions(actors=3, concurrency=16, rpm=600).share == (5, 200)
