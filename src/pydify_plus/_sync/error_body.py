# Derived from _async by scripts/unasync.py; edit there.
"""The bodies of errors, read as far as it is worth it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

MOST_OF_AN_ERROR = 256 * 1024
"""Bytes of an error's body that are read: what explains it is far shorter, and a body that never ends must not fill the memory."""


def beginning_of(response: Any) -> bytes:
    """The body of an error as far as it is worth reading. The connection is closed, or given back when that was all."""
    if response.is_stream_consumed:  # as of a mock transport
        return bytes(response.content[:MOST_OF_AN_ERROR])
    begun, chunk = bytearray(), b""
    try:
        with closing(response.iter_bytes()) as chunks:
            for chunk in chunks:
                begun += chunk
                if len(begun) >= MOST_OF_AN_ERROR:
                    break
        return bytes(begun[:MOST_OF_AN_ERROR])
    except BaseException:
        begun.clear()  # it may repeat the key, and a traceback may show local variables
        chunk = b""
        raise
    finally:
        response.close()
