"""What an HTTP library raises, as the errors of this package.

Exceptions are known by the names of their classes: httpx and its forks have the same names, and none of them is imported here.
"""

from __future__ import annotations

from pydify_plus.errors import DifyConnectionError, DifyTimeoutError, DifyTransportError

# The request was certainly not sent.
_NOT_SENT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError"}
)
# Trying again changes nothing.
_FINAL = frozenset({"UnsupportedProtocol", "LocalProtocolError", "TooManyRedirects", "DecodingError"})

_WORDS = {
    "ConnectTimeout": "connecting to Dify took longer than the timeout",
    "PoolTimeout": "no connection became free within the timeout: more calls are in flight than max_connections",
    "ReadTimeout": "Dify sent nothing for the time of the timeout; the run may go on there",
    "WriteTimeout": "sending the request stood still for the time of the timeout",
    "ConnectError": "cannot connect to Dify",
    "ProxyError": "the proxy refused the connection",
    "RemoteProtocolError": "the connection ended before the answer was complete",
    "ReadError": "the connection broke while the answer was read",
    "WriteError": "the connection broke while the request was sent",
}


def transport_error(problem: Exception, *, operation: str) -> DifyTransportError | None:
    """The error that stands for an exception of an HTTP library; None when it is no transport's.

    Args:
        problem: What sending or reading raised. Its frames are dropped: an HTTP library's local variables hold the key.
        operation: The operation that was called.
    """
    names = [kind.__name__ for kind in type(problem).__mro__]
    if "TransportError" not in names and "TooManyRedirects" not in names and "DecodingError" not in names:
        return None
    name = next((name for name in names if name in _WORDS), names[0])
    text = _WORDS.get(name, "the request failed")
    detail = " ".join(str(problem).split())
    untrusted = "certificate verify failed" in detail.lower()
    if untrusted:
        detail += "; pass verify= with your CA's certificates if it is signed by your own"
    kind = DifyTimeoutError if "TimeoutException" in names else DifyConnectionError
    drop_frames(problem)
    return kind(
        f"{text} ({detail})" if detail else text,
        may_have_run=not _NOT_SENT.intersection(names),
        retryable=not untrusted and not _FINAL.intersection(names),
        operation=operation,
    )


def drop_frames(problem: BaseException) -> None:
    """Take the tracebacks off an exception and those that led to it: their local variables hold the request with its key."""
    seen: set[int] = set()
    chain: list[BaseException | None] = [problem]
    while chain:
        link = chain.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        link.__traceback__ = None
        chain += [link.__cause__, link.__context__]
