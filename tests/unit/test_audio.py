"""Speech."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from recorded import Exchange
from unit.outcome import outcome
from unit.played import Method, every_exchange
from unit.replay import Replay, recorded
from unit.wire import Upload, form_of

from pydify_plus.errors import DifyNotFoundError
from pydify_plus.models import ChatMessageResponse


def transcribe(client: Any, request: dict[str, Any]) -> Any:
    (file,) = request["files"]
    return client.audio.audio_to_text((file["filename"], b"x" * file["size"]), user=request["form"]["user"])


METHODS: dict[str, Method] = {
    "audioToText": transcribe,
    "textToAudioChat": lambda client, request: client.audio.text_to_audio(**request["json"]),
}
NOT_SENT = (
    "audioToText/err-no-file",
    "audioToText/ok-no-user",
    "textToAudioChat/message-unknown",
    "textToAudioChat/neither",
    "textToAudioChat/no-user",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    answer = outcome(dify, method, exchange)
    if exchange.status == 200:
        assert answer == exchange.json if exchange.is_json else len(answer) == 10008


def test_an_mp3_file_is_sent_as_dify_takes_it(dify: Replay, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"x" * 40)
    dify.expect("audioToText/ok-no-user", form={"user": "DEFAULT-USER"})
    said = dify.wait(dify.client.audio.audio_to_text(path))
    assert said.text == "fake transcript of 40 bytes"
    (request,) = dify.sent
    assert form_of(request.headers["Content-Type"], request.content)["file"] == Upload("a.mp3", "audio/mp3", b"x" * 40)


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_a_message_that_dify_does_not_find_is_an_error(dify: Replay, version: str) -> None:
    unknown = recorded("textToAudioChat/message-unknown", version)
    dify.expect(unknown)
    with pytest.raises(DifyNotFoundError, match="Message not found") as caught:
        dify.wait(dify.client.audio.text_to_audio(**unknown.request["json"]))
    assert (caught.value.status_code, caught.value.operation) == (404, "textToAudioChat")


def test_speech_can_go_to_a_file(dify: Replay, tmp_path: Path) -> None:
    spoken, path = recorded("textToAudioChat/ok-text"), tmp_path / "hello.mp3"
    dify.expect(spoken)
    size = dify.wait(dify.client.audio.text_to_audio(**spoken.request["json"], to=path))
    assert size == len(path.read_bytes()) > 0
    path.unlink()
    unknown = recorded("textToAudioChat/message-unknown")
    dify.expect(unknown)
    with pytest.raises(DifyNotFoundError, match="Message not found"):
        dify.wait(dify.client.audio.text_to_audio(**unknown.request["json"], to=path))
    assert list(tmp_path.iterdir()) == []


def test_an_answer_stands_for_its_message(dify: Replay) -> None:
    spoken = recorded("textToAudioChat/ok-message")
    message_id, user = spoken.request["json"]["message_id"], spoken.request["json"]["user"]
    dify.expect(spoken)
    answer = ChatMessageResponse(id="task", message_id=message_id)
    assert dify.wait(dify.client.audio.text_to_audio(message_id=answer, user=user))


def test_nothing_to_speak_is_refused_before_anything_is_sent(dify: Replay) -> None:
    with pytest.raises(ValueError, match="text= or message_id="):
        dify.wait(dify.client.audio.text_to_audio())
    with pytest.raises(ValueError, match="what kind of audio"):
        dify.wait(dify.client.audio.audio_to_text(b"RIFF"))
    assert dify.sent == []
