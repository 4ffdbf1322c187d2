"""What a method makes of a recorded exchange, where that is a part of the answer."""

from __future__ import annotations

from typing import Any

from recorded import Exchange
from unit.played import Method, play
from unit.replay import Replay

from pydify_plus._core.page_data import PageData
from pydify_plus_generated.types import View


def outcome(dify: Replay, method: Method, exchange: Exchange) -> Any:
    """The JSON of what the method returned, in place of a page its items; of a recorded error None, once it was raised."""
    if exchange.status >= 400:
        play(dify, method, exchange)
        return None
    dify.expect(exchange)
    return _plain(dify.wait(method(dify.client, exchange.request)))


def _plain(value: Any) -> Any:
    if isinstance(value, PageData):
        return _plain(value.data)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.to_dict() if isinstance(value, View) else value
