from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .model_voice import ModelVoice


class ModelProperties(View):
    """Limits and choices of a model; which of them there are depends on its type and its plugin."""

    mode: str | None
    """How an llm is talked to, such as `chat`."""
    context_size: int | None
    """Tokens that fit into one call."""
    max_chunks: int | None
    """Texts that fit into one call, for embeddings and moderation."""
    file_upload_limit: int | None
    """Size of the largest audio file in megabytes."""
    supported_file_extensions: str | None
    """Audio formats that it takes, with commas between them."""
    default_voice: str | None
    """The voice that speaks when none is chosen."""
    voices: list[ModelVoice] | None
    """The voices to choose from."""
    word_limit: int | None
    """Characters that can be spoken in one call."""
    audio_type: str | None
    """Format of the speech, such as `mp3`."""
    max_workers: int | None
    """Calls to it at the same time."""
    max_characters_per_chunk: int | None
    """Characters of one text, for moderation."""

    _fields = {
        "mode": "mode",
        "context_size": "context_size",
        "max_chunks": "max_chunks",
        "file_upload_limit": "file_upload_limit",
        "supported_file_extensions": "supported_file_extensions",
        "default_voice": "default_voice",
        "voices": "voices",
        "word_limit": "word_limit",
        "audio_type": "audio_type",
        "max_workers": "max_workers",
        "max_characters_per_chunk": "max_characters_per_chunk",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .model_voice import ModelVoice

        return {"voices": list_of(ModelVoice.from_dict)}
