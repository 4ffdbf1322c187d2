"""The logs of the HTTP libraries beneath, which tell at DEBUG what headers an answer has: secrets in them are masked."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar

from .redaction import MASK, is_secret, redact, secrets_in

sending: ContextVar[Mapping[str, str] | None] = ContextVar("sending", default=None)
"""The headers of the request that was made last in this context: what they carry must not show when an answer repeats it."""

_LOGGERS = tuple(
    f"{library}.{part}"
    for library in ("httpcore", "httpcore2")
    for part in ("connection", "http11", "http2", "proxy", "socks")
)
# As httpcore shows a header: a pair of bytes.
_HEADER = re.compile(r"\(b(['\"])(?P<name>[\w-]+)\1, b(['\"])(?:[^\\]|\\.)*?\3\)")


class _Mask(logging.Filter):
    """Lets every record pass, without secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        headers = sending.get()
        text = redact(record.getMessage(), () if headers is None else secrets_in(headers))
        record.msg, record.args = _HEADER.sub(_masked, text), ()
        return True


def _masked(header: re.Match[str]) -> str:
    return f"(b'{header['name']}', b'{MASK}')" if is_secret(header["name"]) else header[0]


_mask = _Mask()


def mask_wire_logs() -> None:
    """See to it that no secret is told; to be called again does nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_mask)
