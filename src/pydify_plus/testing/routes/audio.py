"""Speech, in both directions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from ..answers import answer
from ..errors import ServiceError, invalid_param
from ..routing import Routes
from ..validation import Model
from .files import uploads
from .payloads import ANYTHING, TEXT

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_SPEAK = Model("TextToAudioPayload", message_id=TEXT, voice=TEXT, text=TEXT, streaming=ANYTHING)
_AUDIO_TYPES = frozenset({"audio/mp3", "audio/m4a", "audio/wav", "audio/amr", "audio/mpga"})
_LARGEST = 30 * 1024 * 1024
_PIECE = 4096


@routes("POST", "/audio-to-text", user="form")
async def transcribe(request: ServiceRequest) -> Response:
    file = dict(await uploads(request)).get("file")
    if file is None:
        message = "The browser (or proxy) sent a request that this server could not understand."
        raise ServiceError(400, "bad_request_key_error", message)
    hear = request.app.definition.transcribe
    if hear is None:
        raise invalid_param("Speech to text is not enabled")
    if file.content_type not in _AUDIO_TYPES:
        raise ServiceError(415, "unsupported_audio_type", "Audio type not allowed.")
    if (file.size or 0) > _LARGEST:
        raise ServiceError(413, "audio_too_large", "Audio size exceeded. Audio size larger than 30 mb")
    return answer({"text": hear(await file.read()) if callable(hear) else hear})


@routes("POST", "/text-to-audio", user="json")
async def speak(request: ServiceRequest) -> Response:
    payload = await request.read_json(_SPEAK)
    text = payload["text"]
    if payload["message_id"]:
        message = request.app.messages.get(payload["message_id"])
        if message is None or not message.answer:
            return answer(None)
        text = message.answer
    elif text is None:
        raise invalid_param("Text is required")
    voice = request.app.definition.voice
    if voice is None:
        raise invalid_param("TTS is not enabled")
    return StreamingResponse(_pieces(voice.audio(text)), media_type="audio/mpeg")


async def _pieces(audio: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(audio), _PIECE):
        yield audio[start : start + _PIECE]
