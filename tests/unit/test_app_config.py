"""What an app is and how it is set up."""

from __future__ import annotations

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, play
from unit.replay import Replay

METHODS: dict[str, Method] = {
    "getChatAppInfo": lambda client, _: client.app_config.get_app_basic_info(),
    "getChatAppParameters": lambda client, _: client.app_config.get_app_parameters(),
    "getChatAppMeta": lambda client, _: client.app_config.get_app_meta(),
    "getChatWebAppSettings": lambda client, _: client.app_config.get_webapp_settings(),
}


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)
