from __future__ import annotations

from ...types import Call, as_is, json_body


def call(
    *,
    message_id: str | None = None,
    text: str | None = None,
    voice: str | None = None,
    streaming: bool | None = None,
    user: str | None = None,
) -> Call[bytes]:
    """Turn text into speech.

    POST /text-to-audio

    Give `text`, or `message_id` to have a message's answer spoken; neither is a 400. The app must have text to speech
    switched on, and its provider is paid for the call. An unknown or malformed `message_id` is no error: it answers 200
    with the JSON body `null`.

    Args:
        message_id: The message whose answer to speak; comes before `text` when both are given
        text: The text to speak
        voice: A voice of the app's speech provider; the app's own when left out
        streaming: Taken and without effect; the provider decides whether the audio comes in pieces
        user: The end user; `DEFAULT-USER` when left out
    """
    return Call(
        operation="textToAudioChat",
        method="POST",
        path="/text-to-audio",
        key="app",
        repeatable=False,
        answer="bytes",
        parse=as_is,
        json=json_body({"message_id": message_id, "text": text, "voice": voice, "streaming": streaming, "user": user}),
    )
