from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .localized_text import LocalizedText
    from .model_properties import ModelProperties
    from .model_type import ModelType


class AvailableModel(View):
    """A model that the workspace can use."""

    model: str
    """The model's name, as a knowledge base takes it."""
    label: LocalizedText
    """Its name for people."""
    model_type: ModelType | str
    """What it is for."""
    fetch_from: str
    """`predefined-model` when its plugin brings it, `customizable-model` when the workspace added it."""
    model_properties: ModelProperties
    """Its limits and choices."""
    deprecated: bool
    """Whether its provider gives it up."""
    status: str
    """`active` when it can be used."""
    load_balancing_enabled: bool
    """Whether calls are spread over several credentials."""
    has_invalid_load_balancing_configs: bool
    """Whether one of those credentials does not work."""
    features: list[str] | None
    """What it can do besides, such as `vision` or `tool-call`; null when nothing is said."""

    _fields = {
        "model": "model",
        "label": "label",
        "model_type": "model_type",
        "fetch_from": "fetch_from",
        "model_properties": "model_properties",
        "deprecated": "deprecated",
        "status": "status",
        "load_balancing_enabled": "load_balancing_enabled",
        "has_invalid_load_balancing_configs": "has_invalid_load_balancing_configs",
        "features": "features",
    }
    _required = frozenset(
        {
            "model",
            "label",
            "model_type",
            "fetch_from",
            "model_properties",
            "deprecated",
            "status",
            "load_balancing_enabled",
            "has_invalid_load_balancing_configs",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .localized_text import LocalizedText
        from .model_properties import ModelProperties
        from .model_type import ModelType

        return {
            "label": LocalizedText.from_dict,
            "model_type": open_enum(ModelType),
            "model_properties": ModelProperties.from_dict,
        }
