"""Every target on its corpus and on some inputs of hypothesis; in the slow tier as long as a minute allows, by atheris where it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.inputs import CORPUS, corpus, examples_of
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_it(name: str) -> None:
    assert examples_of(name, TARGETS[name], runs=40) >= 40


def test_every_target_has_a_corpus_that_stays_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == TARGETS.keys()
    assert all(corpus(name) for name in TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 1_000_000


def test_a_target_that_fails_is_told_with_its_input() -> None:
    def refuse(data: bytes) -> None:
        assert data in corpus("sse")

    with pytest.raises(AssertionError) as caught:
        examples_of("sse", refuse, runs=100)
    assert "data=b''" in "".join(caught.value.__notes__)


@pytest.mark.slow
def test_no_input_breaks_it_in_a_minute() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "fuzz", "--seconds", "60"],
        cwd=ROOT,
        env=_environment(),
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    lines = ran.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == list(TARGETS)
    assert all(int(line.split()[-2]) > 100 for line in lines)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / 'src'}"}
