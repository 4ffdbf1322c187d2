"""Event loops, of asyncio and of trio: the one that runs, whether one has ended, and work for one from outside."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any

from sniffio import thread_local

_tasks: set[Any] = set()  # asyncio keeps no task that nobody else does


def running_loop() -> Any:
    """asyncio's event loop, or the token of trio's."""
    if thread_local.name == "trio":  # asked first, since trio can run as a guest of asyncio
        from trio.lowlevel import current_trio_token

        return current_trio_token()
    from asyncio import get_running_loop

    return get_running_loop()


def has_ended(loop: Any) -> bool:
    """Whether an event loop will never run again."""
    if not hasattr(loop, "run_sync_soon"):
        return bool(loop.is_closed())
    try:
        loop.run_sync_soon(int)  # trio has no other way to ask
    except RuntimeError:
        return True
    return False


def spawn(loop: Any, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let an event loop do some work that raises nothing. This can be called from any thread; a loop that has ended does nothing."""
    try:
        if hasattr(loop, "run_sync_soon"):
            loop.run_sync_soon(_spawn_in_trio, work)
        else:
            # Not in the context of the caller, which may be that of another library.
            loop.call_soon_threadsafe(_spawn_in_asyncio, loop, work, context=Context())
    except RuntimeError:
        pass


def _spawn_in_trio(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    from trio.lowlevel import spawn_system_task

    try:
        spawn_system_task(work)
    except RuntimeError:
        pass  # trio is about to end


def _spawn_in_asyncio(loop: Any, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = loop.create_task(work())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
