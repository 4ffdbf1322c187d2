"""Everything that a program may show, write down or send on of the calls that it made."""

from __future__ import annotations

import logging
import pickle
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from copy import copy, deepcopy
from io import StringIO
from traceback import TracebackException
from typing import Any

from rich.pretty import pretty_repr
from rich.traceback import Traceback

SECRETS = ("app-PrIvAtE000000000000000001", "k-PrIvAtE-2")  # one that looks like a key of Dify, and one that does not
MARK = "PrIvAtE"


class Trace:
    """What is left of some calls.

    Attributes:
        errors: What they raised.
        things: The clients, streams, pages and answers.
        records: What any logger was told, at any level.
        warned: The warnings.
        printed: What went to stdout and stderr.
    """

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.things: list[Any] = []
        self.records: list[logging.LogRecord] = []
        self.warned: list[warnings.WarningMessage] = []
        self.printed = StringIO()

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Do it, and keep what came of it."""
        try:
            thing = work()
        except Exception as error:
            self.errors.append(error)
            return None
        self.things.append(thing)
        return thing

    def chain(self) -> Iterator[BaseException]:
        """Every error, with those that led to it."""
        ahead, found = list(self.errors), list[BaseException]()
        while ahead:
            error = ahead.pop()
            if not any(error is other for other in found):
                found.append(error)
                yield error
                ahead += [link for link in (error.__cause__, error.__context__) if link is not None]
                ahead += error.exceptions if isinstance(error, BaseExceptionGroup) else ()


@contextmanager
def watching() -> Iterator[Trace]:
    """Listens to all loggers, those of the HTTP libraries too, to warnings, stdout and stderr."""
    trace = Trace()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            trace.records.append(record)

    root, keep = logging.getLogger(), Keep()
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as trace.warned:
            warnings.simplefilter("always")
            with redirect_stdout(trace.printed), redirect_stderr(trace.printed):
                yield trace
    finally:
        root.removeHandler(keep)
        root.setLevel(level)


OUTPUTS: dict[str, Callable[[Trace], str]] = {}


def output(show: Callable[[Trace], str]) -> Callable[[Trace], str]:
    OUTPUTS[show.__name__.replace("_", " ")] = show
    return show


def _lines(parts: Iterator[Any]) -> str:
    return "\n".join(map(str, parts))


@output
def logs(trace: Trace) -> str:
    show = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return _lines(show.format(record) for record in trace.records)


@output
def arguments_of_logs(trace: Trace) -> str:
    """What a collector of structured logs takes: it formats by itself."""
    return _lines(f"{record.msg!r} {record.args!r} {vars(record)!r}" for record in trace.records)


@output
def errors_logged(trace: Trace) -> str:
    """As `logger.exception` writes them."""
    show = logging.Formatter("%(message)s")
    record = logging.LogRecord
    return _lines(
        show.format(record("app", logging.ERROR, "app.py", 1, "failed: %s", (error,), (type(error), error, None)))
        + logging.Formatter().formatException((type(error), error, error.__traceback__))
        for error in trace.errors
    )


@output
def warnings_given(trace: Trace) -> str:
    return _lines(f"{each.message} {each.message!r} {each.source!r}" for each in trace.warned)


@output
def printed(trace: Trace) -> str:
    return trace.printed.getvalue()


@output
def texts_of_errors(trace: Trace) -> str:
    return _lines(
        f"{error} {error!r} {error.args!r} {error.__notes__ if hasattr(error, '__notes__') else ''}"
        for error in trace.chain()
    )


@output
def attributes_of_errors(trace: Trace) -> str:
    return _lines(pretty_repr(vars(error)) + repr(vars(error)) for error in trace.chain())


@output
def pickles_of_errors(trace: Trace) -> str:
    return _lines(pickle.dumps(each) for error in trace.errors for each in (error, copy(error), deepcopy(error)))


@output
def tracebacks(trace: Trace) -> str:
    return _lines(line for error in trace.errors for line in TracebackException.from_exception(error).format())


@output
def tracebacks_with_local_variables(trace: Trace) -> str:
    return _lines(
        line
        for error in trace.errors
        for line in TracebackException.from_exception(error, capture_locals=True).format()
    )


@output
def tracebacks_by_rich(trace: Trace) -> str:
    """The local variables as it would show them; to render whole pages takes it seconds."""
    return _lines(
        f"{name} = {node}"
        for error in trace.errors
        for stack in Traceback.extract(
            type(error), error, error.__traceback__, show_locals=True, locals_max_length=1000, locals_max_string=10000
        ).stacks
        for frame in stack.frames
        for name, node in (frame.locals or {}).items()
    )


@output
def tracebacks_with_attributes(trace: Trace) -> str:
    """As an error reporter shows local variables that opens the objects of this package too."""
    return _lines(_opened(value) for error in trace.chain() for value in _local_variables(error))


def _local_variables(error: BaseException) -> Iterator[Any]:
    frame = error.__traceback__
    while frame is not None:
        yield from frame.tb_frame.f_locals.values()
        frame = frame.tb_next


def _opened(value: Any, depth: int = 3) -> str:
    told = repr(value)
    if depth and type(value).__module__.startswith("pydify_plus"):
        held = [getattr(value, name, None) for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        told += " ".join(_opened(each, depth - 1) for each in [*held, *getattr(value, "__dict__", {}).values()])
    return told


@output
def texts_of_objects(trace: Trace) -> str:
    return _lines(f"{thing} {thing!r} {pretty_repr(thing)}" for thing in trace.things)


@output
def attributes_of_objects(trace: Trace) -> str:
    return _lines(_opened(thing) for thing in trace.things)


@output
def pickles_of_objects(trace: Trace) -> str:
    return _lines(_pickled(thing) for thing in trace.things)


def _pickled(thing: Any) -> object:
    try:
        return pickle.dumps(thing)
    except (TypeError, AttributeError, pickle.PicklingError) as problem:  # streams and connections have no pickles
        return problem
