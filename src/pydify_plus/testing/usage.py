"""What a model call costs, in the form in which Dify tells it."""

from __future__ import annotations

from collections.abc import Iterable

from .json_values import Json

_PROMPT_PRICE = 0.001
_COMPLETION_PRICE = 0.002
_PER_TOKENS = 1000


def tokens_of(text: str) -> int:
    """About how many tokens a text has: a quarter of its ASCII characters, and every other character."""
    wide = 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
    return (len(text) - wide) // 4 + wide


def usage(
    prompts: Iterable[str],
    completion_tokens: int,
    latency: float,
    *,
    first_token: float | None = None,
) -> Json:
    """The usage of one call.

    Args:
        prompts: Everything that the model was given.
        completion_tokens: How many pieces it answered with.
        latency: How long it took, in seconds.
        first_token: When the first piece came, in seconds; None where Dify does not tell it.
    """
    prompt_tokens = sum(tokens_of(prompt) for prompt in prompts)
    prompt_price = prompt_tokens * _PROMPT_PRICE / _PER_TOKENS
    completion_price = completion_tokens * _COMPLETION_PRICE / _PER_TOKENS
    return {
        "prompt_tokens": prompt_tokens,
        "prompt_unit_price": "0.001",
        "prompt_price_unit": "0.001",
        "prompt_price": f"{prompt_price:.7f}",
        "completion_tokens": completion_tokens,
        "completion_unit_price": "0.002",
        "completion_price_unit": "0.001",
        "completion_price": f"{completion_price:.7f}",
        "total_tokens": prompt_tokens + completion_tokens,
        "total_price": f"{prompt_price + completion_price:.7f}",
        "currency": "USD",
        "latency": latency,
        "time_to_first_token": first_token,
        "time_to_generate": None if first_token is None else max(latency - first_token, 0.0),
    }


def no_usage(latency: float = 0.0) -> Json:
    """The usage of an answer that no model gave, or none that came to tell it."""
    kinds = ("prompt_unit_price", "prompt_price_unit", "prompt_price", "completion_unit_price", "completion_price_unit")
    return {**usage((), 0, latency), **dict.fromkeys((*kinds, "completion_price", "total_price"), "0.0")}
