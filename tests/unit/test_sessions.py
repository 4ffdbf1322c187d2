"""Conversations, their messages and variables."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, given, last_of, play
from unit.replay import Replay, recorded

from pydify_plus._core.settings import DEFAULT_USER
from pydify_plus.errors import DifyNotFoundError
from pydify_plus.models import Conversation, ConversationVariable, Message


def conversation_in(request: dict[str, Any]) -> str:
    return str(request["path"].split("/")[2])


def user_of(request: dict[str, Any]) -> dict[str, Any]:
    return given(request.get("query") or request.get("json"), "user")


METHODS: dict[str, Method] = {
    "getConversationsList": lambda client, request: client.sessions.list_conversations(**request["query"]),
    "getConversationHistory": lambda client, request: client.sessions.get_conversation_messages(**request["query"]),
    "getConversationVariables": lambda client, request: client.sessions.get_conversation_variables(
        conversation_in(request), **{"limit": None, **request["query"]}
    ),
    "deleteConversation": lambda client, request: client.sessions.delete_conversation(
        conversation_in(request), **user_of(request)
    ),
    "renameConversation": lambda client, request: client.sessions.rename_conversation(
        conversation_in(request), **request["json"]
    ),
    "updateChatConversationVariable": lambda client, request: client.sessions.update_conversation_variable(
        conversation_in(request), last_of(request["path"]), request["json"].get("value"), **user_of(request)
    ),
}
NOT_SENT = (
    "deleteConversation/err-no-body",
    "deleteConversation/no-user",
    "getConversationHistory/no-user",
    "renameConversation/err-empty-name",
    "renameConversation/err-neither",
    "renameConversation/no-user",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)


@pytest.mark.parametrize("name", [None, ""])
def test_renaming_to_nothing_is_refused_before_it_is_sent(dify: Replay, name: str | None) -> None:
    with pytest.raises(ValueError, match="auto_generate=True"):
        dify.wait(dify.client.sessions.rename_conversation("a75ee1ec-b2eb-4a22-8f16-f342bebdf937", name))


@pytest.mark.parametrize("pinned", [None, False])
def test_pinned_passes_where_it_changes_nothing(dify: Replay, pinned: bool | None) -> None:
    dify.expect("getConversationsList/ok")
    user = recorded("getConversationsList/ok").request["query"]["user"]
    assert dify.wait(dify.client.sessions.list_conversations(pinned=pinned, last_id=None, user=user)).data


def test_pinned_conversations_cannot_be_asked_for(dify: Replay) -> None:
    with pytest.raises(ValueError, match="pinned"):
        dify.client.sessions.list_conversations(pinned=True)


def test_without_a_user_calls_are_made_as_the_shared_one(dify: Replay) -> None:
    dify.expect("deleteConversation/no-user", json={"user": DEFAULT_USER})
    with pytest.raises(DifyNotFoundError):
        dify.wait(
            dify.client.sessions.delete_conversation(conversation_in(recorded("deleteConversation/no-user").request))
        )


def test_variables_are_asked_for_in_the_largest_page_since_dify_loses_some_between_pages(dify: Replay) -> None:
    exchange = recorded("getConversationVariables/ok")
    dify.expect(exchange, query={**exchange.request["query"], "limit": 100})
    page = dify.wait(
        dify.client.sessions.get_conversation_variables(conversation_in(exchange.request), **user_of(exchange.request))
    )
    assert [type(variable) for variable in page.data] == [ConversationVariable] * len(exchange.json["data"])


def test_all_conversations_are_walked_from_page_to_page(dify: Replay) -> None:
    first, second = recorded("getConversationsList/ok-limit"), recorded("getConversationsList/ok-last-id")
    last = first.json["data"][-1]["id"]
    dify.expect(first)
    dify.expect(second, query={**first.request["query"], "last_id": last})
    items = dify.items(dify.client.sessions.list_conversations(**first.request["query"], max_items=2))
    wanted = first.json["data"] + second.json["data"]
    assert [item.id for item in items] == [item["id"] for item in wanted][:2]
    assert {type(item) for item in items} == {Conversation}


def test_messages_are_walked_from_the_newest_to_the_oldest(dify: Replay) -> None:
    whole, before = recorded("getConversationHistory/ok-chatflow"), recorded("getConversationHistory/ok-first-id")
    newest = copy.deepcopy(whole.data)
    newest["response"]["json"]["has_more"] = True
    dify.expect(Exchange(whole.name, whole.version, newest))
    oldest_first = [row["id"] for row in whole.json["data"]]
    assert len(oldest_first) > 1
    dify.expect(before, query={**whole.request["query"], "first_id": oldest_first[0]})
    items = dify.items(dify.client.sessions.get_conversation_messages(**whole.request["query"]))
    assert [item.id for item in items] == oldest_first[::-1]
    assert {type(item) for item in items} == {Message}


def test_objects_stand_for_their_ids(dify: Replay) -> None:
    page, renaming = recorded("getConversationsList/ok"), recorded("renameConversation/ok-name")
    dify.expect(page, renaming)
    wanted = conversation_in(renaming.request)
    conversation = next(
        item
        for item in dify.wait(dify.client.sessions.list_conversations(**page.request["query"])).data
        if item.id == wanted
    )
    named = dify.wait(dify.client.sessions.rename_conversation(conversation, "My chat", **user_of(renaming.request)))
    assert (named.id, named.name) == (wanted, "My chat")
