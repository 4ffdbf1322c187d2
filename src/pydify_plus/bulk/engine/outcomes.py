"""What came of the work on an item: a result, a failure, or nobody knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .items import Result, State
from .throttle import JobStopped
from .verdicts import Fate, judge, kind_of, text_of

Recover = Callable[[], Awaitable[Result | None]]


async def outcome(
    work: Callable[[], Awaitable[Result]], recover: Recover | None, *, repeatable: bool
) -> tuple[State, Result]:
    """Work on an item, and where its answer is lost find out what became of it.

    Args:
        work: Does it.
        recover: Finds it out; None when nothing is known by which it could.
        repeatable: Whether doing it twice does no harm.

    Raises:
        JobStopped: The whole job has to stop.
    """
    try:
        result = await work()
    except JobStopped:
        raise
    except Exception as error:
        if judge(error, repeatable=repeatable).fate is not Fate.UNKNOWN:
            return State.FAILED, Result(error=text_of(error), kind=kind_of(error))
        lost = text_of(error)
    else:
        return ended(result)
    return await recovered(recover, lost)


async def recovered(recover: Recover | None, lost: str) -> tuple[State, Result]:
    """What became of something that was sent and whose answer was lost.

    Args:
        recover: As for `outcome`.
        lost: How the answer was lost.

    Raises:
        JobStopped: The whole job has to stop.
    """
    if recover is not None:
        try:
            result = await recover()
        except JobStopped:
            raise
        except Exception as error:
            lost = f"{lost}; asked what became of it: {text_of(error)}"
        else:
            if result is not None:
                return ended(result)
            lost = f"{lost}; Dify does not tell what became of it"
    return State.UNKNOWN, Result(error=lost, kind="unknown")


def ended(result: Result) -> tuple[State, Result]:
    """A result with the state that it means."""
    return (State.DONE if result.error is None else State.FAILED), result
