"""Inputs by hypothesis, for the targets: bytes, JSON, and what differs a little from the corpus."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"


@cache
def corpus(name: str) -> list[bytes]:
    """The committed inputs of a target."""
    return [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


def _json() -> st.SearchStrategy[bytes]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12).map(
        lambda value: json.dumps(value).encode()
    )


@st.composite
def _changed(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with a piece taken out, repeated, or replaced."""
    seed = draw(st.sampled_from(seeds))
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, min(len(seed), start + 40)))
    put = draw(st.sampled_from([b"", seed[start:end] * 2]) | st.binary(max_size=12) | _json())
    return seed[:start] + put + seed[end:]


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Inputs for a target."""
    return st.binary(max_size=400) | _json() | (_changed(corpus(name)) if corpus(name) else st.nothing())


def examples_of(name: str, target: Callable[[bytes], None], *, runs: int = 0, seconds: float = 0) -> int:
    """Run a target on as many examples, or for as long. Gives how many there were.

    Raises:
        Exception: What the target raises for an input, which is shown, made as small as can be.
    """
    done, until = 0, time.monotonic() + seconds
    for seed in corpus(name):
        target(seed)
    while done < runs or (not runs and time.monotonic() < until):
        done += _round(name, target, min(runs - done, 10_000) if runs else 500)
    return done


def _round(name: str, target: Callable[[bytes], None], examples: int) -> int:
    count = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(inputs(name))
    def check(data: Any) -> None:
        nonlocal count
        count += 1
        target(data)

    from hypothesis import seed

    seed(random.getrandbits(64))(check)()
    return count
