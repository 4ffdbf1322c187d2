"""The recorded exchanges with real Dify servers: one JSON file each, read once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDERS = {"1.14.2": HERE / "recordings", "1.9.2": HERE / "recordings-1.9.2"}


@dataclass(frozen=True)
class Exchange:
    """One request to a Dify server and what it answered."""

    name: str
    version: str
    data: dict[str, Any]

    @property
    def operation(self) -> str:
        """Dify's own operation id; `root` and `unknownPath` stand for no published operation."""
        return str(self.data["operation_id"])

    @property
    def case(self) -> str:
        return str(self.data["case"])

    @property
    def request(self) -> dict[str, Any]:
        return dict(self.data["request"])

    @property
    def status(self) -> int:
        return int(self.data["response"]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.data["response"]["headers"])

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip()

    @property
    def is_json(self) -> bool:
        return "json" in self.data["response"]

    @property
    def json(self) -> Any:
        return self.data["response"]["json"]

    @property
    def text(self) -> str:
        return str(self.data["response"].get("text", ""))

    @property
    def is_stream(self) -> bool:
        return self.content_type == "text/event-stream"

    @property
    def held_open(self) -> bool:
        """The server kept the connection open after its last event."""
        return "cut_by_client_after_s" in self.data["response"]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The JSON events of a recorded stream, decoded independently of the client's own decoder."""
        found: list[dict[str, Any]] = []
        for block in self.text.replace("\r\n", "\n").split("\n\n"):
            data = [line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
            if data:
                found.append(json.loads("\n".join(data)))
        return found

    def __str__(self) -> str:
        return f"{self.version}/{self.name}"


@cache
def exchanges(version: str) -> tuple[Exchange, ...]:
    """Every exchange recorded with that version of Dify, in the order of recording."""
    return tuple(
        Exchange(path.stem, version, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDERS[version].glob("*.json"))
    )
