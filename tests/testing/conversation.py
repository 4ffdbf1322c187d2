"""Talking to an embedded Dify in raw HTTP, with every answer and event checked against the description."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from itertools import groupby
from typing import Any

import httpx
from description.strict import Description, Reader
from recorded import Exchange

from pydify_plus.testing import DifyServer

NULLABLE = {
    ("Feedback", "content"): "a rating without words",
    ("DocumentIndexingStatus", "processing_started_at"): "a document that is still waiting",
    ("DocumentIndexingStatus", "parsing_completed_at"): "a document that is still being parsed",
}
"""Fields that Dify leaves null in a state that no recording caught, and that the description therefore calls required."""


def as_dify_is() -> Description:
    """The description, with those fields nullable."""
    description = Description()
    for component, name in NULLABLE:
        schema = description.schemas[component]
        assert name in schema["required"], f"{component}.{name} is not required any more: take it off the list"
        schema["required"].remove(name)
        schema["properties"][name] = {"oneOf": [schema["properties"][name], {"type": "null"}]}
    return description


DIFY = as_dify_is()


class Talk:
    """Requests with one key, as one user.

    Args:
        app: The name or mode of an app; None for the knowledge key.
    """

    def __init__(self, server: DifyServer, app: str | None = None, user: str = "ann") -> None:
        key = server.dataset_key if app is None else server.app_key(app)
        self.user = user
        self.client = httpx.Client(
            base_url=server.base_url, headers={"Authorization": f"Bearer {key}"}, timeout=20, verify=False
        )

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def send(self, operation: str, *ids: str, status: int = 200, **request: Any) -> Any:
        """Send a request for an operation, with the ids of its path in order; return the JSON that came.

        Args:
            status: What it must be answered with.
            request: As httpx takes it.
        """
        response = self.client.request(*self._line(operation, ids), **self._with_user(operation, request))
        assert response.status_code == status, response.text
        return self._checked(operation, response)

    def stream(self, operation: str, *ids: str, **request: Any) -> Generator[dict[str, Any], None, None]:
        """The events of a stream as they come; a ping is the event `{"event": "ping"}`."""
        reader = Reader(DIFY)
        with self.client.stream(*self._line(operation, ids), **self._with_user(operation, request)) as response:
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            for line in response.iter_lines():
                if line == "event: ping":
                    yield {"event": "ping"}
                elif line:
                    event = json.loads(line.removeprefix("data: "))
                    reader.read_event(event, operation, "stream")
                    assert not reader.faults, reader.faults
                    yield event

    def ask(self, query: str, **more: Any) -> Any:
        """The blocking answer of a chat or chatflow app."""
        return self.send("sendChatMessage", json={"inputs": {}, "query": query, **more})

    def streamed(self, query: str, **more: Any) -> Generator[dict[str, Any], None, None]:
        """The streamed answer of a chat, agent or chatflow app."""
        body = {"inputs": {}, "query": query, "response_mode": "streaming", **more}
        return self.stream("sendChatMessage", json=body)

    def _line(self, operation: str, ids: tuple[str, ...]) -> tuple[str, str]:
        described = DIFY.operations[operation]
        parts = iter(ids)
        segments = [next(parts) if segment.startswith("{") else segment for segment in described["path"].split("/")]
        return described["method"].upper(), "/".join(segments)

    def _with_user(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if DIFY.operations[operation].get("x-dify-key") != "app":
            return request
        for place in ("json", "data", "params"):
            if place in request:
                return {**request, place: {"user": self.user, **request[place]}}
        return {**request, "params": {"user": self.user}}

    def _checked(self, operation: str, response: httpx.Response) -> Any:
        content: dict[str, Any] = {"status": response.status_code, "headers": dict(response.headers)}
        if response.headers.get("content-type", "").startswith("application/json") and response.content:
            content["json"] = response.json()
        else:
            content["text"] = response.text
        reader = Reader(DIFY)
        reader.read_exchange(Exchange("own", "own", {"operation_id": operation, "case": "", "response": content}))
        assert not reader.faults, reader.faults
        return content.get("json", response.content)


def order(events: Iterable[dict[str, Any]]) -> list[str]:
    """The names of events, with repeats collapsed."""
    return [name for name, _ in groupby(str(event["event"]) for event in events)]


def recorded_order(recorded: Exchange) -> list[str]:
    """The names of a recorded stream's events and pings, with repeats collapsed."""
    names: list[str] = []
    for block in recorded.text.split("\n\n"):
        if block == "event: ping":
            names.append("ping")
        elif block.startswith("data: "):
            names.append(json.loads(block[6:])["event"])
    return [name for name, _ in groupby(names)]
