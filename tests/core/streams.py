"""The recorded streams, and what was asked for in each."""

from __future__ import annotations

from typing import Any

from recorded import FOLDERS, Exchange, exchanges

from pydify_plus._core.stream_state import StreamKind, StreamState

STREAMS = [exchange for version in FOLDERS for exchange in exchanges(version) if exchange.is_stream]

_KINDS = {
    "sendChatMessage": StreamKind.CHAT,
    "createCompletionMessage": StreamKind.COMPLETION,
    "executeWorkflow": StreamKind.WORKFLOW,
    "runWorkflowById": StreamKind.WORKFLOW,
    "streamWorkflowEvents": StreamKind.RUN_EVENTS,
    "runPipeline": StreamKind.PIPELINE,
    "runDatasourceNode": StreamKind.DATASOURCE,
}


def recorded(version: str, number: str) -> Exchange:
    return next(exchange for exchange in exchanges(version) if exchange.name.startswith(number + "-"))


def new_state(exchange: Exchange, *, collect_audio: bool = False) -> StreamState:
    query = exchange.request.get("query") or {}
    return StreamState(
        _KINDS[exchange.operation],
        continue_on_pause=query.get("continue_on_pause") == "true",
        collect_audio=collect_audio,
    )


def told(state: StreamState, *payloads: dict[str, Any]) -> StreamState:
    for payload in payloads:
        state.feed(payload)
    return state


def replayed(version: str, number: str) -> StreamState:
    exchange = recorded(version, number)
    return told(new_state(exchange), *exchange.events)
