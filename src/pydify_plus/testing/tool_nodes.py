"""Nodes that reach out: for knowledge, over HTTP, to an agent's tools."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from .echo_model import echo
from .json_values import Json
from .nodes import Logged, Node, NodeFailure, Outcome, Said, Scope, Told
from .retrieval import node_results, retrieve
from .script import Answer, ToolCall, Turn, play
from .usage import no_usage, usage

_NO_COST = {"total_tokens": 0, "total_price": "0.0", "currency": "USD"}


@dataclass(frozen=True, kw_only=True)
class KnowledgeRetrieval(Node):
    """Looks something up in a dataset; its output is `result`, which an `LLM` can take as `context`.

    Attributes:
        dataset: The name or id of the dataset.
        query: What is looked up, with variables.
        top_k: The most segments.
        score_threshold: The least score, 0 to 1.
    """

    type: ClassVar[str] = "knowledge-retrieval"

    dataset: str
    query: str = "{{#sys.query#}}"
    top_k: int = 2
    score_threshold: float | None = None

    async def run(self, scope: Scope) -> Told:
        query = scope.fill(self.query)
        yield Outcome(inputs={"query": query})
        dataset = scope.workspace.dataset_named(self.dataset)
        if dataset is None:
            raise NodeFailure(f"Dataset {self.dataset} not found.", "KnowledgeRetrievalNodeError")
        settings: Json = {
            **dataset.effective_retrieval_model,
            "top_k": self.top_k,
            "score_threshold": self.score_threshold,
            "score_threshold_enabled": self.score_threshold is not None,
        }
        found = retrieve(scope.workspace, dataset, query, settings)
        yield Outcome(
            inputs={"query": query},
            process_data={"usage": no_usage()},
            outputs={"result": node_results(found)},
            metadata=dict(_NO_COST),
        )


@dataclass(frozen=True)
class HTTPAnswer:
    """What a server is taken to answer."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class HTTPRequest(Node):
    """Asks a server; its outputs are `status_code`, `body`, `headers` and `files`.

    Attributes:
        url: The address, with variables.
        method: The HTTP method.
        headers: Headers, with variables in their values.
        body: What is sent, with variables.
        answer: What is answered, in place of asking anybody; or a function of method, URL and body that says so or raises.
            Left out, the request is really sent.
        timeout: Seconds to wait for a real answer.
    """

    type: ClassVar[str] = "http-request"

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = ""
    answer: HTTPAnswer | Callable[[str, str, str], HTTPAnswer] | None = None
    timeout: float = 10.0

    failure_outputs: ClassVar[Json] = {"status_code": 0, "headers": {}}

    async def run(self, scope: Scope) -> Told:
        url, body = scope.fill(self.url), scope.fill(self.body)
        headers = {name: scope.fill(value) for name, value in self.headers.items()}
        request = _wire_format(self.method, url, headers, body)
        yield Outcome(process_data={"request": request})
        try:
            if self.answer is None:
                answered = await asyncio.to_thread(_ask, self.method, url, headers, body, self.timeout)
            else:
                answered = self.answer(self.method, url, body) if callable(self.answer) else self.answer
        except Exception as error:
            raise NodeFailure(str(error), "HttpRequestNodeError") from error
        yield Outcome(
            process_data={"request": request},
            outputs={
                "status_code": answered.status,
                "body": answered.body,
                "headers": dict(answered.headers),
                "files": [],
            },
        )


def _ask(method: str, url: str, headers: Mapping[str, str], body: str, timeout: float) -> HTTPAnswer:
    import httpx

    response = httpx.request(method, url, headers=dict(headers), content=body.encode(), timeout=timeout)
    return HTTPAnswer(response.status_code, response.text, dict(response.headers))


def _wire_format(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        *(f"{key}: {value}" for key, value in headers.items()),
    ]
    return "\r\n".join(lines) + f"\r\n\r\n{body}"


@dataclass(frozen=True, kw_only=True)
class Agent(Node):
    """An agent in a graph: it thinks, calls tools and answers, and logs each step; its text is streamed.

    Attributes:
        query: What it is asked, with variables.
        answer: Its tool calls and its text.
        strategy: The name of the way in which it thinks.
    """

    type: ClassVar[str] = "agent"

    query: str = "{{#sys.query#}}"
    answer: Answer = echo
    strategy: str = "function_calling"

    @property
    def agent_strategy(self) -> Json:
        return {"name": self.strategy, "icon": None}

    async def run(self, scope: Scope) -> Told:
        begun = time.perf_counter()
        query = scope.fill(self.query)
        yield Outcome(inputs={"query": query})
        turn = Turn(query, scope.turn.inputs, scope.turn.history, scope.turn.user, scope.turn.files)
        round_log = self._log("log-1", "ROUND 1", None)
        logs = [round_log]
        yield _told(round_log)
        said: list[str] = []
        async for part in play(self.answer, turn, scope.delay):
            if isinstance(part, ToolCall):
                log = self._log(f"log-{len(logs) + 1}", f"CALL {part.name}", "log-1")
                logs.append(log)
                log["data"] = {"tool": part.name, "input": part.input}
                yield _told(log)
                log.update(status="success", data={"output": part.observation})
                yield _told(log)
            else:
                said.append(part)
                yield Said("text", part)
        text = "".join(said)
        round_log.update(status="success", data={"output": {"llm_response": text}})
        yield _told(round_log)
        yield Said("text", "")
        cost = usage((query,), len(said), round(time.perf_counter() - begun, 3))
        yield Outcome(
            inputs={"query": query},
            outputs={"text": text, "usage": cost, "files": [], "json": [*map(_in_outputs, logs), {"data": []}]},
            metadata={
                "total_tokens": cost["total_tokens"],
                "tool_info": {"icon": None, "agent_strategy": self.strategy},
                "agent_log": [_in_metadata(log) for log in logs],
            },
            tokens=cost["total_tokens"],
            usage=cost,
        )

    def _log(self, log_id: str, label: str, parent: str | None) -> Json:
        return {
            "node_execution_id": self.id,
            "id": log_id,
            "label": label,
            "parent_id": parent,
            "error": None,
            "status": "start",
            "data": {},
            "metadata": {"started_at": time.time(), "provider": "embedded", "icon": None, "icon_dark": None},
            "node_id": self.id,
        }


def _told(log: Json) -> Logged:
    return Logged({**log})


def _in_outputs(log: Json) -> Json:
    order: tuple[str, ...] = ("id", "parent_id", "error", "status", "data", "label", "metadata", "node_id")
    return {name: log[name] for name in order}


def _in_metadata(log: Json) -> Json:
    order = ("label", "node_execution_id", "parent_id", "error", "status", "data", "metadata", "node_id")
    told: dict[str, Any] = {"message_id": log["id"]}
    return {**told, **{name: log[name] for name in order}}
