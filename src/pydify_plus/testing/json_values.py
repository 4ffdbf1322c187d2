"""JSON as Python has it."""

from __future__ import annotations

from typing import Any, TypeGuard

Json = dict[str, Any]
"""A JSON object."""


def is_object(value: Any) -> TypeGuard[Json]:
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
