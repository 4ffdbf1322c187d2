from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .available_model import AvailableModel
    from .localized_text import LocalizedText


class ModelProvider(View):
    """A provider of models, and those that the workspace can use."""

    tenant_id: str
    """The workspace's id."""
    provider: str
    """The provider's name, such as `langgenius/openai/openai`."""
    label: LocalizedText
    """Its name for people."""
    icon_small: LocalizedText
    """Address of its icon."""
    status: str
    """`active` when its credentials are set up."""
    models: list[AvailableModel]
    """Its models."""
    icon_small_dark: LocalizedText | None
    """Address of its icon on a dark ground; older servers leave it out."""
    icon_large: LocalizedText | None
    """Address of its large icon, on older servers."""

    _fields = {
        "tenant_id": "tenant_id",
        "provider": "provider",
        "label": "label",
        "icon_small": "icon_small",
        "status": "status",
        "models": "models",
        "icon_small_dark": "icon_small_dark",
        "icon_large": "icon_large",
    }
    _required = frozenset({"tenant_id", "provider", "label", "icon_small", "status", "models"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .available_model import AvailableModel
        from .localized_text import LocalizedText

        return {
            "label": LocalizedText.from_dict,
            "icon_small": LocalizedText.from_dict,
            "models": list_of(AvailableModel.from_dict),
            "icon_small_dark": LocalizedText.from_dict,
            "icon_large": LocalizedText.from_dict,
        }
