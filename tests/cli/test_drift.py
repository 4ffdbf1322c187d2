"""`pydify-plus drift`, from a checkout and from a wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small(home: Path) -> str:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/info": {"get": {"responses": {"200": {"description": "fine"}}}},
            "/new": {"get": {"responses": {}}},
        },
    }
    (home / "small.yaml").write_text(yaml.safe_dump(content))
    return "small.yaml"


@pytest.mark.slow
def test_what_differs_is_shown_and_ends_with_1(run: Run, small: str) -> None:
    result = run("drift", small)
    assert result.exit_code == 1
    assert "GET /new" in result.stdout
    assert "No section of the list recognises the other description." in result.stdout
    told = json.loads(run("drift", small, "-o", "json").stdout)
    assert not told["agrees"]
    assert ("GET /new", "added") in {(one["operation"], one["change"]) for one in told["differences"]}


@pytest.mark.slow
def test_what_is_known_ends_with_0(run: Run, home: Path, small: str) -> None:
    known = {"recognised": {"title": "Small"}, "differences": [{"operation": "*", "reason": "it is another API"}]}
    (home / "known.yaml").write_text(yaml.safe_dump({"descriptions": {"small": known}}))
    result = run("drift", small, "--known", "known.yaml")
    assert result.exit_code == 0, result.stdout
    assert "GET /new" not in result.stdout
    assert "GET /new" in run("drift", small, "--known", "known.yaml", "--all").stdout


def test_without_a_description_the_server_is_asked_for_its_own(run: Run, use: Callable[[str], None]) -> None:
    use("chat")
    result = run("drift", "-o", "json")
    error = json.loads(result.stderr)
    assert (result.exit_code, error["kind"]) == (2, "unreadable")
    assert "/v1/swagger.json" in error["message"]
    assert "not every server has one" in error["hint"]


def test_it_goes_through_the_proxy_and_trusts_the_certificates_that_are_given(
    run: Run, use: Callable[[str], None]
) -> None:
    use("chat")
    error = json.loads(run("drift", "-o", "json", "--proxy", "http://127.0.0.1:9").stderr)
    assert "cannot fetch" in error["message"]
    assert "404" not in error["message"], "the server itself would have answered that it has no description"
    assert "CA certificates none.pem" in run("drift", "--ca-file", "none.pem").stderr


@pytest.mark.slow
def test_a_wheel_has_all_that_the_command_line_needs(tmp_path: Path, small: str) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        scripts = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "pydify-plus = pydify_plus.__main__:main" in archive.read(scripts).decode()
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    code = (
        "import pydify_plus, sys; sys.argv = ['pydify-plus', 'drift', 'small.yaml', '-o', 'json']\n"
        "print(pydify_plus.__file__, file=sys.stderr)\n"
        "from pydify_plus.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert str(tmp_path / "installed") in done.stderr
    told = json.loads(done.stdout)
    assert str(tmp_path / "installed") in told["ours"]["source"]
    assert told["ours"]["operations"] > 80
