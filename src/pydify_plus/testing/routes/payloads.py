"""Fields that several request bodies and queries share."""

from __future__ import annotations

from ..store import is_uuid
from ..validation import Check, anything, boolean, integer, items, mapping, one_of, optional, passing, required, string

RESPONSE_MODE = optional(one_of("blocking", "streaming"))
FILES = optional(items(mapping()))
INPUTS = required(mapping())
FLAG = optional(boolean(), False)
TEXT = optional(string())
TEXT_REQUIRED = required(string())
ANYTHING = optional(anything())


def uuid(complaint: str = "must be a valid UUID") -> Check:
    """A UUID, or nothing at all."""
    return passing(lambda value: value == "" or is_uuid(value), complaint)


PAGE_SIZE = optional(integer(at_least=1, at_most=100), 20)
