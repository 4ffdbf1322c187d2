"""A dict that forgets."""

from __future__ import annotations

from typing import Any

SIZE = 256


class Recent(dict[str, Any]):
    """A dict of what was put in lately: it is emptied when it is full."""

    def __setitem__(self, key: str, value: Any) -> None:
        if len(self) >= SIZE:
            self.clear()
        super().__setitem__(key, value)
