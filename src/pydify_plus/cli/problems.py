"""How errors end a command: the words, the object for programs, and the exit code."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import typer

from pydify_plus._core.redaction import redact, redact_json
from pydify_plus.errors import DifyAPIError, DifyError, DifyInputError, DifyTransportError

from .failure import Failure
from .output import Format, Output, dump

FAILED, USAGE, INTERRUPTED = 1, 2, 130


def describe(error: BaseException, secrets: Iterable[str] = ()) -> dict[str, Any]:
    """An error for programs.

    Returns:
        `kind`, a word such as `auth`, `rate_limit`, `usage`; `message`; and, each None where it is not known, `status` (HTTP), `code`
        (Dify's), `hint` and `operation` (Dify's name of it). Inputs that are wrong are under `fields`.
    """
    found: dict[str, Any] = dict.fromkeys(("kind", "message", "status", "code", "hint", "operation"))
    found |= {"kind": _kind(error), "message": " ".join(_message(error).split())}
    if isinstance(error, DifyAPIError):
        found |= {"status": error.status_code, "code": error.code, "hint": error.hint}
        if error.fields:
            found["fields"] = [list(field) for field in error.fields]
    elif isinstance(error, DifyInputError):
        found["fields"] = [list(field) for field in error.fields]
    elif isinstance(error, Failure):
        found["hint"] = error.hint
        cause = error.__cause__
        if isinstance(cause, DifyAPIError):
            found |= {"status": cause.status_code, "code": cause.code, "operation": cause.operation}
    if isinstance(error, DifyAPIError | DifyTransportError):
        found["operation"] = error.operation
        found["may_have_run"] = error.may_have_run
    return cast("dict[str, Any]", redact_json(found, secrets))


def exit_code(error: BaseException) -> int:
    """0 when all is well, 1 when something failed, 2 when the command was not used as it has to be, 130 for Ctrl-C."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return INTERRUPTED
    if isinstance(error, Failure):
        return error.exit_code
    if _is_usage(error):
        return int(getattr(error, "exit_code", USAGE))
    # What a client refuses before anything is sent is a ValueError; an app's form is checked before, too.
    return USAGE if isinstance(error, ValueError) else FAILED


def report(error: BaseException, format: Format, *, secrets: Iterable[str] = (), verbose: bool = False) -> int:
    """Tell of an error on standard error, keys masked.

    Returns:
        The exit code.
    """
    secrets = tuple(secrets)
    described = describe(error, secrets)
    if verbose and not _is_expected(error):
        trace = "".join(traceback.format_exception(error))
        sys.stderr.write(redact(trace, secrets))
    if format is not Format.table:
        sys.stderr.write(dump(described, format))
        return exit_code(error)
    output = Output()
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        output.note("Interrupted.")
        return exit_code(error)
    usage = _usage_line(error)
    if usage:
        output.note(usage)
    output.note(f"Error: {_sentence(described)}", style="red")
    if described["hint"]:
        output.note(f"Hint: {described['hint']}")
    if described["kind"] == "internal" and not verbose:
        output.note("This looks like a bug in pydify-plus: --verbose shows where it happened.")
    return exit_code(error)


def format_in(arguments: Sequence[str]) -> Format:
    """The format that a command line asks for, as far as it can be told before it is understood."""
    for here, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if here == "--":
            break
        match = re.fullmatch(r"(--output|--format|-o)(?:=?(.*))", here)
        value = (match[2] or following) if match else ""
        if value in Format.__members__:
            return Format(value)
    return Format.table


def is_help_wanted(error: BaseException) -> bool:
    """Whether the error only says that a group was called without a command, which shows its help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _kind(error: BaseException) -> str:
    if isinstance(error, Failure):
        return error.kind
    if isinstance(error, DifyError):
        name = type(error).__name__.removeprefix("Dify").removesuffix("Error")
        return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() or "dify"
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return "interrupted"
    if _is_usage(error) or isinstance(error, ValueError):
        return "usage"
    return "file" if isinstance(error, OSError) else "internal"


def _is_usage(error: BaseException) -> bool:
    # Typer does not export the class of all usage errors.
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def _is_expected(error: BaseException) -> bool:
    return _kind(error) != "internal"


def _message(error: BaseException) -> str:
    if isinstance(error, DifyError | Failure):
        return error.message
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return "interrupted"
    to_message: Callable[[], str] | None = getattr(error, "format_message", None)
    if to_message is not None:
        return to_message()
    if isinstance(error, OSError | ValueError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _sentence(described: dict[str, Any]) -> str:
    status = " ".join(str(described[name]) for name in ("status", "code") if described[name] is not None)
    where = ": ".join(filter(None, (described["operation"], status)))
    return f"{described['message']} ({where})" if where else str(described["message"])


def _usage_line(error: BaseException) -> str | None:
    context = getattr(error, "ctx", None)
    if context is None:
        return None
    return f"{context.get_usage()}\nTry '{context.command_path} --help' for help."
