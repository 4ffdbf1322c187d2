"""What becomes of every kind of call under every fault: the table that tests hold the clients to, and that the docs show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydify_plus.testing import Fault

SILENCE = 1.5
"""Seconds: the client's timeout where a fault is a silence."""

CALLS = {
    "get": "client.app_config.get_app_basic_info",
    "safe post": "client.dataset.search_dataset",
    "unsafe post": "client.annotations.create_annotation",
    "upload": "client.files.upload_file",
    "download": "client.files.get_file_preview",
    "chat stream": "client.chat.stream_chat_message",
    "workflow stream": "client.workflows.stream_workflow",
}


class Cell(NamedTuple):
    """What becomes of a call.

    Attributes:
        outcome: `value`, or the name of the error.
        requests: How many requests the server got.
    """

    outcome: str
    requests: int


@dataclass(frozen=True)
class Row:
    """A fault, and what becomes of the calls that meet it.

    Attributes:
        fault: What goes wrong.
        english: What that is, for people.
        chinese: The same.
        cells: What becomes of the calls, in the order of `CALLS`.
        always: Whether it happens to each attempt; else to the first.
        is_silence: Whether it is one that the client's timeout has to end.
    """

    fault: Fault
    english: str
    chinese: str
    cells: tuple[Cell, ...]
    always: bool = False
    is_silence: bool = False


ONCE = Cell("value", 1)
AGAIN = Cell("value", 2)


def _all(cell: Cell) -> tuple[Cell, ...]:
    return (cell,) * len(CALLS)


def _only_safe(error: str, *streams: Cell, safe: Cell = AGAIN, requests: int = 1) -> tuple[Cell, ...]:
    """Calls that are safe to repeat come through, the others raise."""
    lost = Cell(error, requests)
    return safe, safe, lost, lost, safe, *(streams or (lost, lost))


def _streams(chat: Cell, workflow: Cell) -> tuple[Cell, ...]:
    """Only streams meet it."""
    return *((ONCE,) * 5), chat, workflow


_CUT = Cell("DifyStreamInterruptedError", 1)
_BUSY = "Too many requests. Please try again later. The current maximum concurrent requests allowed for app is 1."

MATRIX = (
    # refused at the door: nothing has run
    Row(Fault.status(429), "429 too_many_requests", "429 too_many_requests", _all(AGAIN)),
    Row(
        Fault.status(429, retry_after=0.05),
        "429 with a short Retry-After",
        "429，Retry-After 很短",
        _all(AGAIN),
    ),
    Row(
        Fault.status(429, retry_after=3600),
        "429 with a Retry-After of an hour",
        "429，Retry-After 为一小时",
        _all(Cell("DifyRateLimitError", 1)),
    ),
    Row(
        Fault.status(400, message=_BUSY),
        "400 that means 429: the app's limit of concurrent requests",
        "实为 429 的 400：应用并发上限",
        _all(AGAIN),
    ),
    Row(
        Fault.status(429),
        "429 to each attempt",
        "每次尝试都返回 429",
        _all(Cell("DifyRateLimitError", 4)),
        always=True,
    ),
    # final: the same request never succeeds
    Row(
        Fault.status(400, code="provider_quota_exceeded"),
        "400 provider_quota_exceeded",
        "400 provider_quota_exceeded",
        _all(Cell("DifyRateLimitError", 1)),
    ),
    Row(Fault.status(401), "401", "401", _all(Cell("DifyAuthError", 1))),
    Row(Fault.status(403), "403", "403", _all(Cell("DifyPermissionError", 1))),
    Row(Fault.status(404), "404", "404", _all(Cell("DifyNotFoundError", 1))),
    Row(Fault.status(413), "413", "413", _all(Cell("DifyValidationError", 1))),
    # failed: it may have run
    Row(Fault.status(500), "500 of Dify", "Dify 返回 500", _only_safe("DifyServerError")),
    Row(Fault.status(503), "503 of Dify", "Dify 返回 503", _only_safe("DifyServerError")),
    Row(Fault.proxy_page(502), "502, a proxy's HTML page", "502，代理的 HTML 页面", _only_safe("DifyServerError")),
    Row(
        Fault.proxy_page(504, processed=True),
        "504, a proxy's HTML page, and Dify has done what was asked",
        "504，代理的 HTML 页面，而 Dify 已执行请求",
        _only_safe("DifyServerError"),
    ),
    Row(
        Fault.status(503),
        "503 to each attempt",
        "每次尝试都返回 503",
        _only_safe("DifyServerError", safe=Cell("DifyServerError", 4)),
        always=True,
    ),
    # lost: it may have run
    Row(Fault.reset(), "the connection is reset", "连接被重置", _only_safe("DifyConnectionError")),
    Row(
        Fault.reset(processed=True),
        "the connection is reset, and Dify has done what was asked",
        "连接被重置，而 Dify 已执行请求",
        _only_safe("DifyConnectionError"),
    ),
    Row(Fault.close(), "the connection is closed", "连接被关闭", _only_safe("DifyConnectionError")),
    Row(
        Fault.close(processed=True),
        "the connection is closed, and Dify has done what was asked",
        "连接被关闭，而 Dify 已执行请求",
        _only_safe("DifyConnectionError"),
    ),
    Row(
        Fault.reset(),
        "the connection is reset at each attempt",
        "每次尝试连接都被重置",
        _only_safe("DifyConnectionError", safe=Cell("DifyConnectionError", 4)),
        always=True,
    ),
    Row(
        Fault.delay(SILENCE + 1),
        "the answer comes after the timeout",
        "响应晚于超时时间",
        _only_safe("DifyTimeoutError"),
        is_silence=True,
    ),
    Row(
        Fault.cut(bytes=10),
        "closed after 10 bytes of the body",
        "响应体发送 10 字节后关闭",
        _only_safe("DifyConnectionError", _CUT, _CUT),
    ),
    Row(
        Fault.cut(bytes=10, reset=True),
        "reset after 10 bytes of the body",
        "响应体发送 10 字节后重置",
        _only_safe("DifyConnectionError", _CUT, _CUT),
    ),
    Row(
        Fault.stall(bytes=10),
        "silent for good after 10 bytes of the body",
        "响应体发送 10 字节后不再有数据",
        _only_safe("DifyTimeoutError", _CUT, _CUT),
        is_silence=True,
    ),
    Row(
        Fault.cut(events=3), "a stream is closed after 3 events", "流在 3 个事件后关闭", _streams(_CUT, AGAIN)
    ),
    Row(
        Fault.cut(events=3, reset=True),
        "a stream is reset after 3 events",
        "流在 3 个事件后重置",
        _streams(_CUT, AGAIN),
    ),
    Row(
        Fault.stall(events=3),
        "a stream is silent for good after 3 events",
        "流在 3 个事件后不再有数据",
        _streams(_CUT, AGAIN),
        is_silence=True,
    ),
    # odd, but whole
    Row(Fault.delay(0.2), "the answer comes late, within the timeout", "响应迟到，但在超时时间内", _all(ONCE)),
    Row(Fault.stall(0.2, bytes=10), "silent for a while", "暂时没有数据", _all(ONCE)),
    Row(
        Fault.stall(SILENCE + 1, events=3, ping_every=0.2),
        "a stream has only pings for longer than the timeout",
        "流中只有 ping，时间超过超时时间",
        _all(ONCE),
        is_silence=True,
    ),
    Row(Fault.split(1), "the body comes byte by byte", "响应体逐字节到达", _all(ONCE)),
    Row(Fault.version(None), "no X-Version header", "没有 X-Version 头", _all(ONCE)),
    Row(Fault.version("99.0.0"), "an unknown version", "未知版本", _all(ONCE)),
    Row(Fault.event({"event": "unheard_of"}, events=2), "an unknown event", "未知事件", _all(ONCE)),
    Row(Fault.field("unheard_of", [1]), "an unknown field", "未知字段", _all(ONCE)),
)  # fmt: skip
