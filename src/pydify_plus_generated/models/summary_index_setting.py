from __future__ import annotations

from ..types import View


class SummaryIndexSetting(View):
    """How summaries of documents are made and indexed; all null when nothing was set."""

    enable: bool | None
    """Whether summaries are made."""
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
