"""From records to the rows of a result table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..engine.items import Record

OUTPUT = "output."
"""What stands before the name of an output, in the name of its column."""

_BEFORE = ("row",)
_OF_EVERY_RUN = ("status", "error", "error_kind", "tokens", "price", "currency", "elapsed_time", "seconds")
_OF_WORKFLOWS = ("workflow_run_id", "task_id")
_OF_MESSAGES = ("answer", "message_id", "conversation_id", "workflow_run_id", "task_id")


def result_columns(mode: str) -> tuple[str, ...]:
    """The columns that each result has, beside those of its row and of its outputs.

    Args:
        mode: The app's mode.
    """
    return (*_OF_EVERY_RUN, *(_OF_WORKFLOWS if mode == "workflow" else _OF_MESSAGES))


def result_row(record: Record, columns: Iterable[str]) -> dict[str, Any]:
    """The row of a result: its number, the columns of the table that it came from, the result's, the outputs'.

    Args:
        record: The record of the run.
        columns: The columns that each result has.
    """
    own = tuple(columns)
    row: dict[str, Any] = {"row": record.position}
    for name, value in record.keep.items():
        row[input_column(name, own)] = value
    known: dict[str, Any] = {
        **record.ids,
        **record.value,
        "status": record.state.value,
        "error": record.error,
        "error_kind": record.kind,
        "tokens": record.tokens or record.value.get("tokens"),
        "seconds": round(record.seconds, 3),
    }
    row.update((name, known.get(name)) for name in own)
    row.update(flat(cast("Mapping[str, Any]", record.value.get("outputs") or {}), OUTPUT))
    return row


def input_column(name: str, own: Iterable[str]) -> str:
    """The name of an input's column beside the results: its own, unless a result's column has that."""
    return f"input.{name}" if name in own or name in _BEFORE or name.startswith(OUTPUT) else name


def flat(outputs: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Objects within objects as columns of their own, named by their path: `{"a": {"b": 1}}` is `{"a.b": 1}`. Lists stay whole."""
    found: dict[str, Any] = {}
    for name, value in outputs.items():
        if isinstance(value, Mapping) and value:
            found.update(flat(cast("Mapping[str, Any]", value), f"{prefix}{name}."))
        else:
            found[f"{prefix}{name}"] = value
    return found


def cell_text(value: Any) -> str:
    """A value in a CSV: nothing for null, JSON for what is no text or number."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
