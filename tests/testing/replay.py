"""Recorded requests sent to the embedded Dify, with the recorded ids replaced by those of its own things."""

from __future__ import annotations

import json
import re
import time
from itertools import groupby
from typing import Any

import httpx
from recorded import Exchange
from testing.world import World

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b20\d{18}\b")


class Replayer:
    """Sends recorded requests to a world and learns from the answers which of its ids stands for which recorded one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.own = dict(world.ids)

    def send(self, recorded: Exchange, app: str | None) -> Exchange:
        """The world's answer to a recorded request, told in recorded ids as far as they are known.

        Args:
            app: Whose key to send; None for the knowledge key, "" for the headers as they were recorded.
        """
        request = recorded.request
        headers = {name: value for name, value in request["headers"].items() if name != "Authorization"}
        if app == "":
            headers = request["headers"]
        else:
            headers["Authorization"] = f"Bearer {self.world.key(app)}"
        body: dict[str, Any] = {}
        if "json" in request:
            body["json"] = json.loads(self.translated(json.dumps(request["json"])))
            headers.pop("Content-Type", None)
        elif "raw_body" in request:
            body["content"] = request["raw_body"].encode()
        elif "form" in request or "files" in request:
            headers.pop("Content-Type", None)
            body["data"] = request.get("form") or {}
            body["files"] = [
                (one["field"], (one["filename"], b"x" * one["size"], one["content_type"]))
                for one in request.get("files") or []
            ]
        with httpx.Client(base_url=self.world.server.base_url, timeout=20) as client:
            response = client.request(
                request["method"],
                self.translated(request["path"]),
                params={name: self.translated(str(value)) for name, value in (request.get("query") or {}).items()},
                headers=headers,
                **body,
            )
        answer: dict[str, Any] = {"status": response.status_code, "headers": dict(response.headers)}
        if response.headers.get("content-type", "").startswith("application/json") and response.content:
            if recorded.is_json:
                self.learn(recorded.json, response.json())
            answer["json"] = json.loads(self.recorded(response.text))
        else:
            answer["text"] = response.text
        mine = Exchange(recorded.name, recorded.version, {**recorded.data, "response": answer})
        if recorded.is_stream and mine.is_stream:
            self.learn_from_events(recorded, mine)
        self.settle()
        return mine

    def settle(self) -> None:
        """Wait until nothing is being indexed any more."""
        until = time.monotonic() + 5
        datasets = self.world.server.workspace.datasets
        while any(
            document.indexing_status not in ("completed", "error")
            for dataset in list(datasets.values())
            for document in list(dataset.documents)
        ):
            assert time.monotonic() < until
            time.sleep(0.002)

    def learn_from_events(self, recorded: Exchange, mine: Exchange) -> None:
        for theirs, own in zip(recorded.events[:1], mine.events[:1], strict=True):
            self.learn(theirs, own)

    def learn(self, recorded: Any, mine: Any) -> None:
        """Note which of my ids stands where a recorded one stood."""
        if isinstance(recorded, dict) and isinstance(mine, dict):
            for name in recorded.keys() & mine.keys():
                self.learn(recorded[name], mine[name])
        elif isinstance(recorded, list) and isinstance(mine, list):
            for theirs, own in zip(recorded, mine, strict=False):
                self.learn(theirs, own)
        elif isinstance(recorded, str) and isinstance(mine, str) and _ID.fullmatch(recorded) and _ID.fullmatch(mine):
            self.own.setdefault(recorded, mine)

    def translated(self, text: str) -> str:
        """A text with recorded ids replaced by the world's."""
        return _ID.sub(lambda found: self.own.get(found[0], found[0]), text)

    def recorded(self, text: str) -> str:
        """A text with the world's ids replaced by recorded ones."""
        theirs = {own: recorded for recorded, own in self.own.items()}
        return _ID.sub(lambda found: theirs.get(found[0], found[0]), text)


def order(events: list[dict[str, Any]]) -> list[str]:
    """The names of a stream's events, with repeats collapsed."""
    return [name for name, _ in groupby(str(event["event"]) for event in events)]
