"""Fields that several request bodies and queries share."""

from __future__ import annotations

import re
from typing import Any

from ..validation import Check, anything, boolean, integer, items, mapping, one_of, optional, passing, required, string

_UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)

RESPONSE_MODE = optional(one_of("blocking", "streaming"))
FILES = optional(items(mapping()))
INPUTS = required(mapping())
FLAG = optional(boolean(), False)
TEXT = optional(string())
TEXT_REQUIRED = required(string())
ANYTHING = optional(anything())


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def uuid(complaint: str = "must be a valid UUID") -> Check:
    """A UUID, or nothing at all."""
    return passing(lambda value: value == "" or is_uuid(value), complaint)


PAGE_SIZE = optional(integer(at_least=1, at_most=100), 20)
