"""Sound: what speech sounds like here, and what recorded speech is taken to say."""

from __future__ import annotations

import base64
import io
import re
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# An MPEG-1 layer III frame (128 kbit/s, 44.1 kHz) of silence, which lasts 26 ms.
_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
_FEWEST_FRAMES = 24
_FRAMES_PER_EVENT = 8
_SENTENCE_END = re.compile(r"[.!?。！？;；]+\s*")
_FIRST_SENTENCES = 2


def silence(text: str) -> bytes:
    """MP3 as long as it takes to say a text, about; nobody is heard in it."""
    return _FRAME * max(_FEWEST_FRAMES, 2 * len(text))


def wav(seconds: float = 0.1) -> bytes:
    """A WAV file of silence."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(2 * 8000 * seconds)))
    return content.getvalue()


def transcript(content: bytes) -> str:
    """What the default apps hear in any recording."""
    return f"A recording of {len(content)} bytes."


@dataclass(frozen=True)
class Voice:
    """How an app speaks.

    Attributes:
        autoplay: Whether streams carry the speech of what they say.
        audio: The speech for a text, as MP3.
        voice: Dify's name for the voice.
        language: The language that it speaks.
    """

    autoplay: bool = False
    audio: Callable[[str], bytes] = silence
    voice: str = "alloy"
    language: str = "en-US"


class Speaker:
    """Reads a stream's text aloud while it is written: the first two sentences as soon as they are whole, then the rest.

    Args:
        voice: Whose voice; None, and one that does not play by itself, says nothing.
    """

    def __init__(self, voice: Voice | None) -> None:
        self.voice = voice if voice is not None and voice.autoplay else None
        self._unread = ""
        self._has_begun = False

    def hear(self, text: str) -> None:
        if self.voice is not None:
            self._unread += text

    def due(self) -> Iterator[str]:
        """The audio of the events that can be sent while more text is to come."""
        if self._has_begun:
            return
        ends = [found.end() for found in _SENTENCE_END.finditer(self._unread)]
        if len(ends) >= _FIRST_SENTENCES:
            self._has_begun = True
            end = ends[_FIRST_SENTENCES - 1]
            first, self._unread = self._unread[:end], self._unread[end:]
            yield from self._spoken(first)

    def rest(self) -> Iterator[str]:
        """The audio of the events that are left once there is no more text."""
        unread, self._unread = self._unread, ""
        yield from self._spoken(unread)

    def _spoken(self, text: str) -> Iterator[str]:
        if self.voice is None or not text.strip():
            return
        audio = self.voice.audio(text)
        size = _FRAMES_PER_EVENT * len(_FRAME)
        for start in range(0, len(audio), size):
            yield base64.b64encode(audio[start : start + size]).decode()
