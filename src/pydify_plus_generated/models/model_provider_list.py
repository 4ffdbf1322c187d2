from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .model_provider import ModelProvider


class ModelProviderList(View):
    """Providers with their models of one type."""

    data: list[ModelProvider]
    """The providers."""

    _fields = {"data": "data"}
    _required = frozenset({"data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .model_provider import ModelProvider

        return {"data": list_of(ModelProvider.from_dict)}
