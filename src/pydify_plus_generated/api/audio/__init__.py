from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.transcription import Transcription
    from ...types import AsyncSender, File, Sender


class AudioApi:
    """The operations of the area `audio` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def audio_to_text(self, *, file: File, user: str | None = None) -> Transcription:
        """Turn speech into text.

        POST /audio-to-text

        The app must have speech to text switched on, and its provider is paid for the call. The part's content type
        decides what is accepted: `audio/mp3`, `audio/m4a`, `audio/wav`, `audio/amr`, `audio/mpga`; the usual
        `audio/mpeg` of an mp3 file is refused with 415. At most 30 MB.

        Args:
            file: The recording, up to 30 MB. Its part's content type must be `audio/mp3`, `audio/m4a`, `audio/wav`,
                `audio/amr` or `audio/mpga`
            user: The end user; `DEFAULT-USER` when left out
        """
        from .audio_to_text import call

        return self._sender.send(call(file=file, user=user))

    def text_to_audio_chat(
        self,
        *,
        message_id: str | None = None,
        text: str | None = None,
        voice: str | None = None,
        streaming: bool | None = None,
        user: str | None = None,
    ) -> bytes:
        """Turn text into speech.

        POST /text-to-audio

        Give `text`, or `message_id` to have a message's answer spoken; neither is a 400. The app must have text to
        speech switched on, and its provider is paid for the call. An unknown or malformed `message_id` is no error: it
        answers 200 with the JSON body `null`.

        Args:
            message_id: The message whose answer to speak; comes before `text` when both are given
            text: The text to speak
            voice: A voice of the app's speech provider; the app's own when left out
            streaming: Taken and without effect; the provider decides whether the audio comes in pieces
            user: The end user; `DEFAULT-USER` when left out
        """
        from .text_to_audio_chat import call

        return self._sender.send(call(message_id=message_id, text=text, voice=voice, streaming=streaming, user=user))


class AsyncAudioApi:
    """The operations of the area `audio` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def audio_to_text(self, *, file: File, user: str | None = None) -> Transcription:
        """Turn speech into text.

        POST /audio-to-text

        The app must have speech to text switched on, and its provider is paid for the call. The part's content type
        decides what is accepted: `audio/mp3`, `audio/m4a`, `audio/wav`, `audio/amr`, `audio/mpga`; the usual
        `audio/mpeg` of an mp3 file is refused with 415. At most 30 MB.

        Args:
            file: The recording, up to 30 MB. Its part's content type must be `audio/mp3`, `audio/m4a`, `audio/wav`,
                `audio/amr` or `audio/mpga`
            user: The end user; `DEFAULT-USER` when left out
        """
        from .audio_to_text import call

        return await self._sender.send(call(file=file, user=user))

    async def text_to_audio_chat(
        self,
        *,
        message_id: str | None = None,
        text: str | None = None,
        voice: str | None = None,
        streaming: bool | None = None,
        user: str | None = None,
    ) -> bytes:
        """Turn text into speech.

        POST /text-to-audio

        Give `text`, or `message_id` to have a message's answer spoken; neither is a 400. The app must have text to
        speech switched on, and its provider is paid for the call. An unknown or malformed `message_id` is no error: it
        answers 200 with the JSON body `null`.

        Args:
            message_id: The message whose answer to speak; comes before `text` when both are given
            text: The text to speak
            voice: A voice of the app's speech provider; the app's own when left out
            streaming: Taken and without effect; the provider decides whether the audio comes in pieces
            user: The end user; `DEFAULT-USER` when left out
        """
        from .text_to_audio_chat import call

        return await self._sender.send(
            call(message_id=message_id, text=text, voice=voice, streaming=streaming, user=user)
        )
