from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pydify_plus.testing import DifyServer, Quirks

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def dify() -> Iterator[DifyServer]:
    """One embedded Dify for all that does not mind the others' traces."""
    with DifyServer.from_file(Path(__file__).with_name("apps.yaml"), quirks=Quirks.none(), chunk_delay=0) as server:
        yield server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to be in, no settings from outside, and a profile file in that folder."""
    for name in [name for name in os.environ if name.startswith(("DIFY_", "PYDIFY_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYDIFY_PLUS_PROFILES", str(tmp_path / "config" / "profiles.yaml"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def use(dify: DifyServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts the server and the key of an app into the environment."""

    def use(app: str) -> None:
        monkeypatch.setenv("DIFY_BASE_URL", dify.base_url)
        monkeypatch.setenv("DIFY_API_KEY", dify.dataset_key if app == "knowledge" else dify.app_key(app))
        monkeypatch.setenv("DIFY_USER", "alice")

    return use


@pytest.fixture
def run() -> Run:
    """Runs a command line in this process."""
    from pydify_plus.cli.root import app

    runner = CliRunner()

    def run(*arguments: str, input: str | None = None, env: dict[str, str | None] | None = None) -> Result:
        result = runner.invoke(app, list(arguments), input=input, env=env, prog_name="pydify-plus")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
