# Derived from _async by scripts/unasync.py; edit there.
"""Speech to text, and text to speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from pydify_plus._core.ids import id_of
from pydify_plus._core.options import RequestOptions, UploadOptions, check_keywords
from pydify_plus.errors import DifyNotFoundError
from pydify_plus_generated.api.audio import audio_to_text, text_to_audio_chat

from ..download import download
from ..resource import Resource
from ..upload import part_of

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus._core.uploads import FileSource
    from pydify_plus_generated.models import Transcription


class Audio(Resource):
    """Speech, as far as the app has it switched on. Its providers are paid for these calls."""

    def audio_to_text(
        self,
        file: FileSource,
        *,
        name: str | None = None,
        content_type: str | None = None,
        **options: Unpack[UploadOptions],
    ) -> Transcription:
        """Turn speech into text.

        POST /audio-to-text

        Args:
            file: The recording, up to 30 MB: mp3, m4a, wav, amr or mpga. A path, bytes, an open binary file, or one of
                them with its name, as `("speech.mp3", data)`.
            name: The file's name, in place of its own.
            content_type: Its content type; by its name when left out. Types are sent as Dify takes them: `audio/mpeg`
                becomes `audio/mp3`.

        Returns:
            What was said, in `.text`.

        Raises:
            FileNotFoundError: The path leads nowhere.
            ValueError: Neither name nor content type shows what kind of audio it is.
            DifyConflictError: Speech to text is switched off, or its model is not set up.
            DifyValidationError: Dify does not take this kind of audio, or it is too large.

        Example:
            >>> said = client.audio.audio_to_text("speech.mp3", user="alice")
            >>> print(said.text)
        """
        part = part_of(file, name=name, content_type=content_type, audio=True)
        return self._send(audio_to_text.call(file=part, user=self._user(options)), options, UploadOptions)

    @overload
    def text_to_audio(
        self,
        text: str | None = None,
        *,
        message_id: Any = None,
        voice: str | None = None,
        streaming: bool | None = None,
        to: None = None,
        **options: Unpack[RequestOptions],
    ) -> bytes: ...
    @overload
    def text_to_audio(
        self,
        text: str | None = None,
        *,
        message_id: Any = None,
        voice: str | None = None,
        streaming: bool | None = None,
        to: Target,
        **options: Unpack[RequestOptions],
    ) -> int: ...
    def text_to_audio(
        self,
        text: str | None = None,
        *,
        message_id: Any = None,
        voice: str | None = None,
        streaming: bool | None = None,
        to: Target | None = None,
        **options: Unpack[RequestOptions],
    ) -> bytes | int:
        """Turn text, or a message's answer, into speech.

        POST /text-to-audio

        Args:
            text: The text to speak.
            message_id: The message whose answer to speak: its id, or an answer or stream. Dify looks at it first.
            voice: A voice of the app's speech provider; the app's own when left out.
            streaming: Sent as it is; Dify makes nothing of it.
            to: A path, or a binary file open for writing, that the speech is written to as it comes. A path gets its
                file when all of it has come.

        Returns:
            The speech, as a rule an MP3 file; with `to`, the number of bytes written.

        Raises:
            ValueError: Neither text nor message.
            DifyNotFoundError: There is no such message.
            DifyConflictError: Text to speech is switched off.

        Example:
            >>> client.audio.text_to_audio("Hello", to="hello.mp3", user="alice")
        """
        if text is None and message_id is None:
            raise ValueError("nothing to speak: pass text= or message_id=")
        call = text_to_audio_chat.call(
            message_id=None if message_id is None else id_of(message_id, "message_id", "id"),
            text=text,
            voice=voice,
            streaming=streaming,
            user=self._user(options),
        )
        if to is not None:
            check_keywords(options, RequestOptions, depth=0)
            return download(self._client, call, options, to, if_json=_no_message)
        speech = self._send(call, options)
        if speech.strip() == b"null":  # Dify's answer, with status 200, for a message that it does not find
            raise _no_message()
        return speech


def _no_message() -> DifyNotFoundError:
    return DifyNotFoundError(
        "Message not found.",
        status_code=404,
        hint="What a `user` made is reached with that same user and with a key of the same app only.",
        operation="textToAudioChat",
    )
