"""Where the package's own description and the list of known differences are."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_REPOSITORY = _HERE.parents[2] / "openapi"
"""A checkout has them there; a wheel beside this module."""


def own_description() -> str:
    """The path of `dify.yaml`."""
    return _found("dify.yaml")


def known_differences() -> str:
    """The path of `drift.yaml`."""
    return _found("drift.yaml")


def _found(name: str) -> str:
    beside = _HERE / name
    return str(beside if beside.is_file() else _REPOSITORY / name)
