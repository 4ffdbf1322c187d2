from __future__ import annotations

from ..types import View


class Usage(View):
    """Tokens, prices and times of a model call; prices are decimal strings in `currency`."""

    prompt_tokens: int
    """Tokens of the prompt."""
    prompt_unit_price: str
    """Price of a unit of prompt tokens."""
    prompt_price_unit: str
    """The unit as a factor: `0.001` means the price is per 1000 tokens."""
    prompt_price: str
    """Price of the prompt."""
    completion_tokens: int
    """Tokens of the answer."""
    completion_unit_price: str
    """Price of a unit of answer tokens."""
    completion_price_unit: str
    """The unit as a factor."""
    completion_price: str
    """Price of the answer."""
    total_tokens: int
    """All tokens."""
    total_price: str
    """The whole price."""
    currency: str
    """Currency code, such as `USD`."""
    latency: float
    """Seconds that the model call took."""
    time_to_first_token: float | None
    """Seconds to the first token; null where the model did not stream."""
    time_to_generate: float | None
    """Seconds from the first token to the last."""

    _fields = {
        "prompt_tokens": "prompt_tokens",
        "prompt_unit_price": "prompt_unit_price",
        "prompt_price_unit": "prompt_price_unit",
        "prompt_price": "prompt_price",
        "completion_tokens": "completion_tokens",
        "completion_unit_price": "completion_unit_price",
        "completion_price_unit": "completion_price_unit",
        "completion_price": "completion_price",
        "total_tokens": "total_tokens",
        "total_price": "total_price",
        "currency": "currency",
        "latency": "latency",
        "time_to_first_token": "time_to_first_token",
        "time_to_generate": "time_to_generate",
    }
    _required = frozenset(
        {
            "prompt_tokens",
            "prompt_unit_price",
            "prompt_price_unit",
            "prompt_price",
            "completion_tokens",
            "completion_unit_price",
            "completion_price_unit",
            "completion_price",
            "total_tokens",
            "total_price",
            "currency",
            "latency",
        }
    )
