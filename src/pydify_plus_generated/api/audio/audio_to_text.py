from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, File, multipart_parts

if TYPE_CHECKING:
    from ...models.transcription import Transcription


def call(*, file: File, user: str | None = None) -> Call[Transcription]:
    """Turn speech into text.

    POST /audio-to-text

    The app must have speech to text switched on, and its provider is paid for the call. The part's content type decides
    what is accepted: `audio/mp3`, `audio/m4a`, `audio/wav`, `audio/amr`, `audio/mpga`; the usual `audio/mpeg` of an mp3
    file is refused with 415. At most 30 MB.

    Args:
        file: The recording, up to 30 MB. Its part's content type must be `audio/mp3`, `audio/m4a`, `audio/wav`,
            `audio/amr` or `audio/mpga`
        user: The end user; `DEFAULT-USER` when left out
    """
    from ...models.transcription import Transcription

    return Call(
        operation="audioToText",
        method="POST",
        path="/audio-to-text",
        key="app",
        repeatable=False,
        answer="json",
        parse=Transcription.from_dict,
        parts=multipart_parts({"file": file, "user": user}),
    )
