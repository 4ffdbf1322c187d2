"""The recorded errors, and what each is expected to become by `expected_errors.tsv`.

A row of the table is an operation, a case, the servers that gave it, its kind (the HTTP status, or the name of the
stream event), and the class and message expected. Ids that differ between recordings stand as `<uuid>` and `<token>`.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recorded import FOLDERS, Exchange, exchanges

from pydify_plus._core.error_table import error_from_event, error_from_response, is_null_run_detail

if TYPE_CHECKING:
    from pydify_plus.errors import DifyAPIError

TABLE = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class RecordedError:
    """An HTTP answer or a stream event that tells of an error."""

    exchange: Exchange
    event: dict[str, Any] | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        kind = self.event["event"] if self.event else str(self.exchange.status)
        return self.exchange.operation, self.exchange.case, self.exchange.version, kind

    def read(self) -> DifyAPIError:
        """The error that the package makes of it."""
        exchange, path = self.exchange, str(self.exchange.request["path"])
        if self.event is not None:
            return error_from_event(self.event, headers=exchange.headers, operation=exchange.operation)
        return error_from_response(
            status=exchange.status,
            headers=exchange.headers,
            content=(json.dumps(exchange.json) if exchange.is_json else exchange.text).encode(),
            operation=exchange.operation,
            key_kind="dataset" if path.startswith(("/datasets", "/workspaces")) else "app",
            path=path,
        )

    def __str__(self) -> str:
        return str(self.exchange)


@dataclass(frozen=True)
class Expected:
    error: str
    message: str


def recorded_errors() -> list[RecordedError]:
    """Every error in the recordings: status 400 and above, error events, and the all-null run of the older server."""
    found: list[RecordedError] = []
    for exchange in (exchange for version in FOLDERS for exchange in exchanges(version)):
        if exchange.status >= 400 or (
            exchange.operation == "getWorkflowRunDetail" and exchange.is_json and is_null_run_detail(exchange.json)
        ):
            found.append(RecordedError(exchange, None))
        elif exchange.is_stream:
            found += [
                RecordedError(exchange, event)
                for event in exchange.events
                if event.get("event") in {"error", "datasource_error"}
            ]
    return found


def expected_errors() -> dict[tuple[str, str, str, str], Expected]:
    """The rows of the table, one entry for each server that a row names."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["operation"], row["case"], server, row["kind"]): Expected(row["class"], row["message"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            for server in row["servers"].split("+")
        }


def without_ids(message: str) -> str:
    message = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>", message)
    return re.sub(r"(?<=/human_input/)\w+", "<token>", message)
