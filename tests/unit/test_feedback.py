"""Ratings of answers."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, given, play
from unit.replay import Replay, recorded

from pydify_plus.models import ChatMessageResponse, Feedback


def rate(client: Any, request: dict[str, Any], message: Any = None) -> Any:
    body = request["json"]
    method = {
        "like": client.feedback.like_message,
        "dislike": client.feedback.dislike_message,
        None: client.feedback.clear_feedback,
    }[body["rating"]]
    return method(message or request["path"].split("/")[2], **given(body, "content", "user"))


METHODS: dict[str, Method] = {
    "postChatMessageFeedback": rate,
    "getChatAppFeedbacks": lambda client, request: client.feedback.list_feedbacks(**(request["query"] or {})),
}
NOT_SENT = (
    "getChatAppFeedbacks/err-limit",
    "postChatMessageFeedback/err-missing-user",
    "postChatMessageFeedback/err-rating",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)


def test_an_answer_stands_for_its_message(dify: Replay) -> None:
    exchange = recorded("postChatMessageFeedback/ok-like-again")
    dify.expect(exchange)
    answer = ChatMessageResponse(id="other", message_id=exchange.request["path"].split("/")[2])
    assert dify.wait(rate(dify.client, exchange.request, answer)) is None


def test_all_ratings_are_walked_until_a_page_is_not_full(dify: Replay) -> None:
    full, empty = recorded("getChatAppFeedbacks/ok-paged"), recorded("getChatAppFeedbacks/ok-empty-workflow-app")
    other = copy.deepcopy(full.data)
    other["response"]["json"]["data"][0]["id"] = "30ca6819-ef59-4acd-9139-3b614381b490"
    dify.expect(full)
    dify.expect(Exchange(full.name, full.version, other), query={"page": 2, "limit": 1})
    dify.expect(empty, query={"page": 3, "limit": 1})
    ratings = dify.items(dify.client.feedback.list_feedbacks(page=1, limit=1))
    assert [rating.to_dict() for rating in ratings] == full.json["data"] + other["response"]["json"]["data"]
    assert {type(rating) for rating in ratings} == {Feedback}


def test_a_page_is_as_large_as_dify_allows_at_the_most(dify: Replay) -> None:
    dify.expect("getChatAppFeedbacks/ok", query={"limit": 101})
    assert dify.items(dify.client.feedback.list_feedbacks(limit=1000))
