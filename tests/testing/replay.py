"""Recorded requests sent to the embedded Dify, with the recorded ids replaced by those of its own things."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from recorded import Exchange
from testing.world import World

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b20\d{18}\b|\b[0-9A-Za-z]{22}\b")

# The recorded server's models, and how long its model was told to take, against what is here.
_WORDS = {
    "langgenius/fakellm/fakellm": "embedded/echo/echo",
    "fake-embed": "echo-embedding",
    "[[slow]]": "[[chunks:50]]",
    "[[delay:200]]": "[[delay:1]]",
    "[[delay:100]]": "[[delay:1]]",
}


def _by_name(items: list[Any]) -> list[Any]:
    """Conversation variables in the order of their names; anything else as it comes."""
    if all(isinstance(item, dict) and "value_type" in item for item in items):
        return sorted(items, key=lambda item: str(item["name"]))
    return items


class Replayer:
    """Sends recorded requests to a world and learns from the answers which of its ids stands for which recorded one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.own = world.ids

    def send(self, recorded: Exchange, app: str | None) -> Exchange:
        """The world's answer to a recorded request, told in recorded ids as far as they are known.

        Args:
            app: Whose key to send; None for the knowledge key, "" for what was sent when it was recorded.
        """
        self._wait_for_indexing()
        self.world.between(recorded)
        request = recorded.request
        headers = {name: value for name, value in request["headers"].items() if name != "Content-Type"}
        if app != "":
            headers["Authorization"] = f"Bearer {self.world.key(app)}"
        body: dict[str, Any] = {}
        if "json" in request:
            body["json"] = json.loads(self._translated(json.dumps(request["json"])))
        elif "raw_body" in request:
            body["content"] = request["raw_body"].encode()
            headers = {**request["headers"], **headers}
        elif "form" in request or "files" in request:
            body["data"] = request.get("form")
            body["files"] = [
                (one["field"], (one["filename"], b"x" * one["size"], one["content_type"]))
                for one in request.get("files") or []
            ]
        response = self.world.client.request(
            request["method"],
            self._translated(request["path"]),
            params={name: self._translated(str(value)) for name, value in (request.get("query") or {}).items()},
            headers=headers,
            **body,
        )
        answer: dict[str, Any] = {"status": response.status_code, "headers": dict(response.headers)}
        if response.headers.get("content-type", "").startswith("application/json") and response.content:
            if recorded.is_json:
                self._learn(recorded.json, response.json())
            answer["json"] = json.loads(self._recorded(response.text))
        else:
            answer["text"] = response.text
        own = Exchange(recorded.name, recorded.version, {**recorded.data, "response": answer})
        if recorded.is_stream and own.is_stream:
            names = ("message", "workflow_started", "agent_thought", "human_input_required")
            for name in names:
                theirs = [event for event in recorded.events if event["event"] == name]
                mine = [event for event in own.events if event["event"] == name]
                self._learn(theirs[:1], mine[:1])
        return own

    def _wait_for_indexing(self) -> None:
        until = time.monotonic() + 5
        while any(
            document.display_status in ("queuing", "indexing")
            for dataset in list(self.world.server.workspace.datasets.values())
            for document in list(dataset.documents)
        ):
            assert time.monotonic() < until, "indexing does not end"
            time.sleep(0.001)

    def _learn(self, recorded: Any, own: Any) -> None:
        """Note which own id stands where a recorded one stood."""
        if isinstance(recorded, dict) and isinstance(own, dict):
            for name in recorded.keys() & own.keys():
                self._learn(recorded[name], own[name])
        elif isinstance(recorded, list) and isinstance(own, list):
            for theirs, mine in zip(_by_name(recorded), _by_name(own), strict=False):
                self._learn(theirs, mine)
        elif isinstance(recorded, str) and isinstance(own, str) and _ID.fullmatch(recorded) and _ID.fullmatch(own):
            self.own.setdefault(recorded, own)

    def _translated(self, text: str) -> str:
        """A text with recorded ids replaced by the world's."""
        for theirs, mine in _WORDS.items():
            text = text.replace(theirs, mine)
        return _ID.sub(lambda found: self.own.get(found[0], found[0]), text)

    def _recorded(self, text: str) -> str:
        """A text with the world's ids replaced by recorded ones."""
        theirs = {own: recorded for recorded, own in self.own.items()}
        return _ID.sub(lambda found: theirs.get(found[0], found[0]), text)
