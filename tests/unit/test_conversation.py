"""Conversations: what is sent with each turn, and what is learnt from each answer."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from unit.replay import Replay, recorded

from pydify_plus.errors import DifyAPIError, DifyError, DifyNotFoundError

USER = recorded("sendChatMessage/ok-chatflow-blocking").request["json"]["user"]
FIRST, SECOND = recorded("sendChatMessage/ok-chatflow-blocking"), recorded("sendChatMessage/ok-chatflow-streaming")
CHATFLOW = str(FIRST.json["conversation_id"])
CHAT = str(recorded("sendChatMessage/ok-chat-streaming").request["json"]["conversation_id"])


def begin(dify: Replay, inputs: dict[str, Any] | None = None, conversation_id: Any = None) -> Any:
    return dify.client.chat.conversation(conversation_id, user=USER, inputs=inputs)


def test_each_turn_goes_on_with_the_conversation_and_its_inputs(dify: Replay) -> None:
    dify.expect(FIRST)
    chat = begin(dify, {"name": "Bob"})
    assert chat.id is None
    answer = dify.wait(chat.send("hello flow", response_mode="blocking"))
    assert answer.to_dict() == FIRST.json
    assert chat.id == CHATFLOW

    dify.expect(SECOND, SECOND, json={**SECOND.request["json"], "inputs": {"name": "Bob"}})
    assert dify.wait(chat.send("hello flow")).answer == "You said: hello flow"
    assert dify.wait(chat.stream("hello flow").final()).conversation_id == chat.id == CHATFLOW
    assert chat.lost_ids == []


def test_a_stream_tells_the_conversation_as_soon_as_it_knows(dify: Replay) -> None:
    first = {name: value for name, value in SECOND.request["json"].items() if name != "conversation_id"}
    dify.expect(SECOND, json=first)
    chat = begin(dify)
    stream = chat.stream("hello flow")
    assert (dify.sent, chat.id) == ([], None)
    next_event = stream.__next__ if dify.world == "sync" else stream.__anext__
    assert dify.wait(next_event()).event == "workflow_started"
    assert chat.id == CHATFLOW
    dify.wait(stream.close() if dify.world == "sync" else stream.aclose())


@pytest.mark.parametrize("name", ["err-model-error-streaming", "err-model-mid-streaming", "err-chatflow-mid-streaming"])
def test_a_turn_that_failed_has_begun_the_conversation(dify: Replay, name: str) -> None:
    failed = recorded(f"sendChatMessage/{name}")
    dify.expect(failed)
    chat = begin(dify)
    with pytest.raises(DifyAPIError):
        dify.wait(chat.send(failed.request["json"]["query"]))
    assert chat.id == failed.events[0]["conversation_id"]


@pytest.mark.parametrize("mode", ["blocking", "streaming"])
def test_a_conversation_that_dify_lost_is_told_and_gone_on_with(
    dify: Replay, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    lost = recorded("sendChatMessage/chatflow-conversation-unknown")
    old = lost.request["json"]["conversation_id"]
    if mode == "blocking":
        new = lost.json["conversation_id"]
        dify.expect(lost)
    else:
        new = CHATFLOW
        dify.expect(SECOND, json={**SECOND.request["json"], "conversation_id": old})
    chat = begin(dify, conversation_id=old)
    with caplog.at_level(logging.WARNING, "pydify_plus"):
        answer = dify.wait(chat.send("hello flow", response_mode=mode))
    assert answer.answer == "You said: hello flow"
    assert (chat.id, chat.lost_ids) == (new, [old])
    (record,) = caplog.records
    assert f"conversation {old} is lost: Dify answered in a new one, {new}" in record.getMessage()
    dify.expect(SECOND, json={**SECOND.request["json"], "conversation_id": new})
    dify.wait(chat.send("hello flow"))


def test_where_dify_says_that_a_conversation_is_gone_so_does_the_turn(dify: Replay) -> None:
    gone = recorded("sendChatMessage/err-conversation-unknown-streaming")
    dify.expect(gone)
    chat = begin(dify, conversation_id=gone.request["json"]["conversation_id"])
    with pytest.raises(DifyNotFoundError):
        dify.wait(chat.send(gone.request["json"]["query"]))
    assert (chat.id, chat.lost_ids) == (gone.request["json"]["conversation_id"], [])


def test_a_conversation_is_read_renamed_and_deleted(dify: Replay) -> None:
    dify.expect("getConversationHistory/ok-limit", "renameConversation/ok-name", "renameConversation/ok-auto")
    dify.expect("deleteConversation/ok")
    chat = begin(dify, conversation_id=CHAT)
    assert len(dify.wait(chat.messages(limit=1)).data) == 1
    assert dify.wait(chat.rename("My chat")).name == "My chat"
    assert dify.wait(chat.rename(auto_generate=True)).id == CHAT
    dify.wait(chat.delete())
    assert chat.id is None
    dify.wait(chat.delete())  # which there is nothing to do for


def test_the_variables_of_a_conversation(dify: Replay) -> None:
    page = recorded("getConversationVariables/ok")
    dify.expect(page, query={"user": USER, "limit": 100})
    found = dify.wait(begin(dify, conversation_id=CHATFLOW).variables())
    assert [item.to_dict() for item in found.data] == page.json["data"]


def test_suggestions_follow_the_latest_answer(dify: Replay) -> None:
    suggested = recorded("getSuggestedQuestions/ok")
    user = suggested.request["query"]["user"]
    said = recorded("sendChatMessage/ok-chat-streaming")
    newest = recorded("getConversationHistory/ok-limit")
    dify.expect(said)
    chat = dify.client.chat.conversation(CHAT, user=user)
    answer = dify.wait(chat.send("Tell me about apples"))
    dify.expect(suggested, path=f"/messages/{answer.message_id}/suggested")
    assert dify.wait(chat.suggested_questions()) == suggested.json["data"]

    # Of a conversation that was taken up again, the latest answer is asked for.
    dify.expect(newest)
    dify.expect(suggested, path=f"/messages/{newest.json['data'][-1]['id']}/suggested")
    taken_up = dify.client.chat.conversation(CHAT, user=user)
    assert dify.wait(taken_up.suggested_questions()) == suggested.json["data"]


def test_before_the_first_turn_there_is_nothing_to_read(dify: Replay) -> None:
    chat = begin(dify)
    for ask in (chat.messages, chat.variables, chat.suggested_questions, lambda: chat.rename("x")):
        with pytest.raises(DifyError, match="nothing has been said"):
            dify.wait(ask())
    dify.wait(chat.delete())
    assert dify.sent == []


def test_a_conversation_is_its_users_alone(dify: Replay) -> None:
    chat = begin(dify)
    with pytest.raises(ValueError, match=r"is that of .*make another one"):
        dify.wait(chat.send("Hello", user="mallory"))
    with pytest.raises(TypeError, match=r"send\(\) has no keyword 'quary': did you mean 'query'"):
        dify.wait(chat.send("Hello", quary="x"))
    with pytest.raises(TypeError, match=r"stream\(\) has no keyword 'conversation_id'"):
        chat.stream("Hello", conversation_id=CHAT)
    assert dify.sent == []


def test_a_conversation_is_taken_up_by_what_carries_it(dify: Replay) -> None:
    listed = dify.client.as_user("bob").chat.conversation(CHAT)
    assert (listed.user, listed.id) == ("bob", CHAT)
    assert dify.client.chat.conversation(listed).id == CHAT
    assert repr(listed) == f"<{'Async' if dify.world == 'async' else ''}Conversation {CHAT} of 'bob'>"
    assert "not begun" in repr(begin(dify))
