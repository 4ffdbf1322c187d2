"""What has to happen in a process that was forked: its parent's connections are the parent's."""

from __future__ import annotations

import os
from typing import Any, Protocol
from weakref import WeakSet


class Forked(Protocol):
    """What holds connections."""

    def after_fork(self) -> None:
        """Let go of the connections, without touching them. Locks may be held by threads that are not in this process."""
        ...


_holders: WeakSet[Any] = WeakSet()
_of_the_parent: list[Any] = []


def tell_of_forks(holder: Forked) -> None:
    """Have `after_fork` called in each process that is forked from this one."""
    _holders.add(holder)


def leave_to_the_parent(connections: Any) -> None:
    """Keep an object from being closed or collected in this process, both of which its sockets might tell the other side."""
    _of_the_parent.append(connections)


def _in_the_child() -> None:
    for holder in list(_holders):
        holder.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_the_child)
