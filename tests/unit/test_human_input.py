"""Forms that runs wait for."""

from __future__ import annotations

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, last_of, play
from unit.replay import Replay, recorded

from pydify_plus.models import HumanInputRequiredData

METHODS: dict[str, Method] = {
    "getChatflowHumanInputForm": lambda client, request: client.human_input.get_form(last_of(request["path"])),
    "submitChatflowHumanInputForm": lambda client, request: client.human_input.submit_form(
        last_of(request["path"]), **request["json"]
    ),
}
NOT_SENT = ("submitChatflowHumanInputForm/err-missing-action", "submitChatflowHumanInputForm/err-missing-user")


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)


def test_what_a_stream_says_of_a_form_stands_for_its_token(dify: Replay) -> None:
    exchange = recorded("getChatflowHumanInputForm/ok-workflow")
    dify.expect(exchange)
    required = HumanInputRequiredData(form_id="not this", form_token=last_of(exchange.request["path"]))
    form = dify.wait(dify.client.human_input.get_form(required))
    assert [button.id for button in form.user_actions] == ["approve", "reject"]


def test_a_form_that_goes_out_by_email_alone_has_no_token_to_be_reached_by(dify: Replay) -> None:
    with pytest.raises(TypeError, match="form_token"):
        dify.wait(dify.client.human_input.get_form(HumanInputRequiredData(form_id="f", form_token=None)))
