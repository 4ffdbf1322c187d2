"""Runs of workflows as OpenTelemetry spans: one for the run, one for each of its nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from pydify_plus import Client

tracer = trace.get_tracer(__name__)


def run_traced(client: Client, inputs: Mapping[str, Any]) -> Any:
    """Run the workflow, and return the run.

    The client sends the current trace's id as X-Trace-Id by itself: a tracing tool that the app is connected to in Dify
    shows the run under the same id.
    """
    nodes: dict[str, Span] = {}
    with tracer.start_as_current_span("dify.workflow", kind=SpanKind.CLIENT) as span:
        try:
            with client.workflows.stream_workflow(inputs=inputs) as stream:
                for event in stream:
                    if event.event == "node_started":
                        node = {"dify.node.id": event.data.node_id, "dify.node.type": event.data.node_type}
                        nodes[event.data.id] = tracer.start_span(event.data.title, attributes=node)
                    elif event.event == "node_finished" and event.data.id in nodes:
                        _end(nodes.pop(event.data.id), event.data)
                run = stream.final()
        finally:
            for left in nodes.values():  # of a run that broke off
                left.end()
        span.set_attributes(
            {
                "dify.workflow_run_id": run.execution_id,
                "dify.status": run.status,
                "dify.total_tokens": run.total_tokens or 0,
            }
        )
        if run.status == "failed":
            span.set_status(Status(StatusCode.ERROR, run.error))
        return run


def _end(span: Span, node: Any) -> None:
    span.set_attribute("dify.node.status", node.status)
    tokens = (node.execution_metadata or {}).get("total_tokens")
    if tokens is not None:
        span.set_attribute("dify.total_tokens", tokens)
    if node.status == "failed":
        span.set_status(Status(StatusCode.ERROR, node.error))
    span.end()
