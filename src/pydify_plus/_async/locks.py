"""A lock for anything, so that what is needed once is fetched once. Kept by hand in both worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from anyio import Lock
    from anyio.lowlevel import RunVar

_locks_here: RunVar[WeakKeyDictionary[Any, Lock]] | None = None


def lock_of(thing: Any) -> Lock:
    """The lock of an object on the event loop that runs."""
    global _locks_here
    from anyio import Lock
    from anyio.lowlevel import RunVar

    if _locks_here is None:
        _locks_here = RunVar("pydify_plus_locks")
    locks: WeakKeyDictionary[Any, Lock] | None = _locks_here.get(None)
    if locks is None:
        locks = WeakKeyDictionary()
        _locks_here.set(locks)
    return locks.setdefault(thing, Lock())
