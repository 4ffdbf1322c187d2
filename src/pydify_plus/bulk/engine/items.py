"""What a long job is made of: items to work on, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How an item of a job stands, in its journal."""

    PENDING = "pending"
    """Nothing that could have an effect has been sent, or what was sent was refused."""
    SENT = "sent"
    """Something was sent that must not be sent twice, and its answer is not there."""
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It was sent, its answer was lost, and Dify does not tell what became of it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a job's work.

    Attributes:
        key: Names it within the job, the same each time that the job's items are listed: a row's number, a path, an id.
        data: What the work needs. It is never stored.
        position: Its place in an ordered output; in the order of listing when None.
        digest: Tells whether it is the same as when the job began. A resumed job refuses an item whose digest has changed.
        keep: What of it the record needs, whatever comes of it: a JSON object, such as the columns of a row.
    """

    key: str
    data: Any = None
    position: int | None = None
    digest: str | None = None
    keep: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an item.

    Attributes:
        value: What is to be kept, a JSON object.
        tokens: The tokens that it used, for the job's sum and budget.
        error: Why it failed, in one line; None when it did not.
        kind: What kind of failure, for the report: `run_failed` and the like.
    """

    value: Mapping[str, Any] = field(default_factory=dict[str, Any])
    tokens: int = 0
    error: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An item that has ended, as the journal has it.

    Attributes:
        key: The item's.
        position: The item's, or its place in the order of listing.
        ended: Its place in the order of ending, from 1.
        state: `done`, `failed` or `unknown`.
        value: What its result holds; empty when there is none.
        keep: What the item had to be kept; empty when nothing.
        ids: What is known of what was sent, such as `workflow_run_id`.
        error: Why it failed, or why nothing is known.
        kind: The kind of failure.
        tokens: What it used.
        seconds: How long it took.
    """

    key: str
    position: int
    ended: int
    state: State
    value: dict[str, Any]
    keep: dict[str, Any]
    ids: dict[str, Any]
    error: str | None
    kind: str | None
    tokens: int
    seconds: float
