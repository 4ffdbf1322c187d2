"""A lock for anything, so that what is needed once is fetched once. Kept by hand in both worlds."""

from __future__ import annotations

from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

_locks: WeakKeyDictionary[Any, Lock] = WeakKeyDictionary()
_making = Lock()


def lock_of(thing: Any) -> Lock:
    """The lock of an object."""
    with _making:
        return _locks.setdefault(thing, Lock())
