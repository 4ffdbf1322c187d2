"""`scripts/generate` run as a developer and as CI run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = Path("src/pydify_plus_generated")


def generate(root: Path, *arguments: str, seed: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "scripts" / "generate"), *arguments]
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The parts of the repository that generation takes and gives."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "generate", tmp_path / "scripts")
    shutil.copy(ROOT / "generator-config.yaml", tmp_path)
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.slow  # scripts/lint asks the same
def test_the_committed_code_is_what_the_description_gives() -> None:
    done = generate(ROOT, "--check", seed=1)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_check_shows_what_differs_and_generating_again_mends_it(copied: Path) -> None:
    package = copied / PACKAGE
    changed, gone, extra = (package / "models" / name for name in ("dataset.py", "feedback.py", "handmade.py"))
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("created_at: int", "created_at: str"), encoding="utf-8"
    )
    gone.unlink()
    extra.write_text("X = 1\n", encoding="utf-8")

    done = generate(copied, "--check", seed=2)
    assert done.returncode == 1
    assert "-    created_at: str\n+    created_at: int\n" in done.stdout
    assert "+class Feedback(View):\n" in done.stdout
    assert "--- committed/models/handmade.py\n" in done.stdout
    assert "3 generated files differ" in done.stderr
    assert "run scripts/generate" in done.stderr
    assert extra.exists(), "checking writes nothing"

    done = generate(copied, seed=3)
    assert done.returncode == 0, done.stderr
    assert files(package) == files(ROOT / PACKAGE)


@pytest.mark.slow
def test_a_description_that_the_generator_cannot_use_fails_with_its_reason(copied: Path) -> None:
    text = (copied / "openapi" / "dify.yaml").read_text(encoding="utf-8")
    broken = text.replace("$ref: '#/components/schemas/FeedbackRating'", "$ref: '#/components/schemas/Rating'")
    assert broken != text
    (copied / "openapi" / "dify.yaml").write_text(broken, encoding="utf-8")
    before = files(copied / PACKAGE)
    done = generate(copied)
    assert done.returncode != 0
    assert "openapi-python-client failed" in done.stderr
    assert "Rating" in done.stderr
    assert files(copied / PACKAGE) == before


def test_the_generator_is_pinned_exactly_and_that_version_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [found for found in project["dependency-groups"]["dev"] if "openapi-python-client" in found]
    assert wanted == [f"openapi-python-client=={version('openapi-python-client')}"]


def test_generated_code_has_nothing_of_the_generators_own_client() -> None:
    for name, content in files(ROOT / PACKAGE).items():
        assert not re.search(rb"\bhttpx\b|\battrs\b|\bimport attr\b|UnexpectedStatus", content), name
