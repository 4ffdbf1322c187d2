"""Runs a workflow and prints its trace, a JSON object per span: `python main.py`, with DIFY_BASE_URL and DIFY_API_KEY in the environment.

Each INPUT is NAME=VALUE, an input of the workflow.
"""

from __future__ import annotations

import argparse

from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from tracing import run_traced

from pydify_plus import Client


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", metavar="INPUT", nargs="*", default=["review=I love it."])
    options = parser.parse_args()

    provider = TracerProvider(resource=Resource({"service.name": "reviews"}))
    # In production: a BatchSpanProcessor with the OTLP exporter of your collector.
    provider.add_span_processor(
        SimpleSpanProcessor(ConsoleSpanExporter(formatter=lambda span: span.to_json(None) + "\n"))
    )
    trace.set_tracer_provider(provider)
    HTTPXClientInstrumentor().instrument()  # a span for each HTTP request, below the run's

    with Client() as client:
        run_traced(client, dict(given.split("=", 1) for given in options.inputs))
    provider.shutdown()


if __name__ == "__main__":
    main()
