"""The id under which a request is found in tracing tools, given by the caller or that of the current OpenTelemetry span."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

TRACE_HEADER = "X-Trace-Id"

TraceId = str | Callable[[], str | None]
"""An id, or a callable that gives the one of the moment, or None for none."""


def check_trace_id(value: str) -> str:
    """An id that Dify takes; it would drop another one silently."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", value):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"trace_id must be 1 to 128 of the letters A to Z and a to z, digits, _ and -, not {value!r}")
    return value


def current_trace_id(source: TraceId | None) -> str | None:
    """The id for a request that is made now; None for none.

    Args:
        source: Where it comes from; None for the current OpenTelemetry span, if there is one.

    Raises:
        ValueError: The source gives what no id can be.
    """
    if source is None:
        return _id_of_the_span()
    value = source() if callable(source) else source
    return None if value is None else check_trace_id(value)


def _id_of_the_span() -> str | None:
    # Where nobody has imported it, no span can be current.
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return None
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None
