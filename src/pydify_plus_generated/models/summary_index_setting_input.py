from __future__ import annotations

from ..types import View


class SummaryIndexSettingInput(View):
    """How to make and index summaries of documents."""

    enable: bool | None
    """Whether to make summaries."""
    model_name: str | None
    """Name of the model that writes them."""
    model_provider_name: str | None
    """Provider of that model."""
    summary_prompt: str | None
    """The prompt that asks for a summary."""

    _fields = {
        "enable": "enable",
        "model_name": "model_name",
        "model_provider_name": "model_provider_name",
        "summary_prompt": "summary_prompt",
    }
