"""What a command raises when it cannot go on: said in words, never with a traceback."""

from __future__ import annotations


class Failure(Exception):
    """Something went wrong that the user can understand, and mostly mend.

    Attributes:
        message: What, in a sentence.
        hint: What to do about it.
        kind: A word for programs, such as `config`.
        exit_code: 1 when something failed, 2 when the command was not used as it has to be.
    """

    def __init__(self, message: str, *, hint: str | None = None, kind: str = "failed", exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.kind = kind
        self.exit_code = exit_code


class UsageFailure(Failure):
    """The command was not used as it has to be; exit code 2."""

    def __init__(self, message: str, *, hint: str | None = None, kind: str = "usage") -> None:
        super().__init__(message, hint=hint, kind=kind, exit_code=2)
