"""The end users of an app."""

from __future__ import annotations

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, last_of, play
from unit.replay import Replay, recorded

from pydify_plus.models import Feedback, UploadedFile
from pydify_plus_generated.types import View

METHODS: dict[str, Method] = {
    "getEndUserChat": lambda client, request: client.end_users.get_end_user(last_of(request["path"])),
}


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)


@pytest.mark.parametrize(("kind", "field"), [(UploadedFile, "created_by"), (Feedback, "from_end_user_id")])
def test_what_a_user_made_stands_for_the_user(dify: Replay, kind: type[View], field: str) -> None:
    exchange = recorded("getEndUserChat/ok")
    dify.expect(exchange)
    made = kind(id="its own", **{field: last_of(exchange.request["path"])})
    assert dify.wait(dify.client.end_users.get_end_user(made)).external_user_id == exchange.json["external_user_id"]
