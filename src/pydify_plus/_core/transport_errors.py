"""What an HTTP library raises, as the errors of this package.

Exceptions are known by the names of their classes: httpx and its forks have the same names, and none of them is imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydify_plus._core.redaction import redact, secrets_in
from pydify_plus._core.wire_logs import sending
from pydify_plus.errors import DifyConnectionError, DifyTimeoutError, DifyTransportError

if TYPE_CHECKING:
    from types import TracebackType

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
    "NetworkError": "the connection broke",
}
# What aiohttp raises, by the name that httpx has for it; the first that fits. httpx-aiohttp itself calls every lost connection a
# ConnectTimeout, as if nothing had been sent.
_OF_AIOHTTP = {
    "ClientProxyConnectionError": "ProxyError",
    "ClientHttpProxyError": "ProxyError",
    "ClientConnectorError": "ConnectError",
    "ConnectionTimeoutError": "ConnectTimeout",
    "ServerTimeoutError": "ReadTimeout",
    "ServerDisconnectedError": "RemoteProtocolError",
    "ClientPayloadError": "RemoteProtocolError",
    "ClientResponseError": "RemoteProtocolError",
    "InvalidURL": "UnsupportedProtocol",
    "ClientError": "NetworkError",
}
_HTTP_LIBRARIES = frozenset({"aiohttp", "h11", "h2", "httpcore", "httpcore2", "httpx", "httpx2", "httpx_aiohttp"})


def transport_error(problem: Exception, *, operation: str) -> DifyTransportError | None:
    """The error that stands for an exception of an HTTP library; None when it is no transport's.

    Args:
        problem: What sending or reading raised. Its frames are dropped: an HTTP library's local variables hold the key.
        operation: The operation that was called.
    """
    names = _names(problem)
    if not names:
        return None
    name = next((name for name in names if name in _WORDS), names[0])
    text = _WORDS.get(name, "the request failed")
    _mask(problem)
    detail = " ".join(str(problem).split())
    untrusted = "certificate verify failed" in detail.lower()
    if untrusted:
        detail += "; pass verify= with your CA's certificates if it is signed by your own"
    kind = DifyTimeoutError if any("Timeout" in name for name in names) else DifyConnectionError
    drop_frames(problem)
    return kind(
        f"{text} ({detail})" if detail else text,
        may_have_run=not _NOT_SENT.intersection(names),
        retryable=not untrusted and not _FINAL.intersection(names),
        operation=operation,
    )


def _names(problem: Exception) -> list[str]:
    """What a transport's exception is in the words of httpx, the narrowest first; nothing for any other exception."""
    for link in (problem, problem.__cause__):
        names = [kind.__name__ for kind in type(link).__mro__ if kind.__module__.startswith("aiohttp.")]
        if "ClientError" in names:
            return [next(ours for theirs, ours in _OF_AIOHTTP.items() if theirs in names)]
    names = [kind.__name__ for kind in type(problem).__mro__]
    return names if {"TransportError", "TooManyRedirects", "DecodingError"}.intersection(names) else []


def _mask(problem: BaseException) -> None:
    """Mask keys in the texts of an exception and of those that led to it: what was no HTTP is quoted there, and may repeat the key."""
    headers = sending.get()
    secrets = () if headers is None else secrets_in(headers)
    for link in _chain(problem):
        args: tuple[object, ...] = tuple(redact(arg, secrets) if isinstance(arg, str) else arg for arg in link.args)
        if args != link.args:
            link.args = args


def drop_frames(problem: BaseException) -> None:
    """Take the tracebacks off an exception and those that led to it: their local variables hold the request with its key."""
    for link in _chain(problem):
        link.__traceback__ = None
        request: Any = getattr(link, "request_info", None)
        if request is not None:  # aiohttp's, and its headers show in the exception's repr
            link.__dict__["request_info"], link.args = request._replace(headers={}), ()


def hide_libraries(problem: BaseException) -> None:
    """Take the frames of HTTP libraries out of the tracebacks, for the same reason; those of others stay."""
    for link in _chain(problem):
        kept: list[TracebackType] = []
        frame = link.__traceback__
        while frame is not None:
            if frame.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _HTTP_LIBRARIES:
                kept.append(frame)
            frame = frame.tb_next
        following = None
        for frame in reversed(kept):
            frame.tb_next = following
            following = frame
        link.__traceback__ = following


def _chain(problem: BaseException) -> list[BaseException]:
    """An exception and those that led to it."""
    links: list[BaseException] = []
    ahead: list[BaseException | None] = [problem]
    while ahead:
        link = ahead.pop()
        if link is not None and not any(link is other for other in links):
            links.append(link)
            ahead += [link.__cause__, link.__context__]
    return links
