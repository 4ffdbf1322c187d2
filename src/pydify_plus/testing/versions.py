"""Versions of Dify: two are recorded, and every other one is taken to behave like the one it is nearer to."""

from __future__ import annotations

import re
from dataclasses import dataclass

NEWER = "1.14.2"
OLDER = "1.9.2"

_NUMBER = re.compile(r"(\d+)\.(\d+)")
_FIRST_NEWER = (1, 10)


@dataclass(frozen=True)
class Version:
    """What a server says its version is.

    Attributes:
        name: As `X-Version` has it.
        is_older: Whether it behaves like 1.9.2, without human input, run events and pipelines.
    """

    name: str

    @property
    def is_older(self) -> bool:
        found = _NUMBER.match(self.name)
        return found is not None and (int(found[1]), int(found[2])) < _FIRST_NEWER
