"""API keys: held so that they cannot leak by accident, checked before they are sent, chosen by what a call needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Never, cast

if TYPE_CHECKING:
    from collections.abc import Callable

KeyKind = Literal["app", "dataset", "none"]
"""The kind of key that an operation needs: an app's, a knowledge (dataset) key, or none."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where a key is given: a client's parameter, or an environment variable."""

    parameter: str
    env: str


APP_KEY = KeySource("api_key", "DIFY_API_KEY")
DATASET_KEY = KeySource("dataset_api_key", "DIFY_DATASET_API_KEY")


class Veil:
    """Something that may be a key, or hold a password, on its way: it shows in no local variable of the frames between."""

    __slots__ = ("unveil",)

    def __init__(self, value: Any) -> None:
        self.unveil: Callable[[], Any] = lambda: value

    def __repr__(self) -> str:
        return "Veil(***)"


class Secret:
    """An API key that shows in no repr, format, pickle, `vars()` or local variable; `reveal()` gives it.

    Args:
        value: The key, or a callable that returns it, called for every request (for keys that rotate).
        source: Where the key came from, for the messages of errors.

    Raises:
        ValueError: The key cannot be one; the message says why and never holds the key.
        TypeError: The value is neither a string nor a callable.
    """

    # Not the key itself: debuggers and error reporters that print local variables print attributes too.
    __slots__ = ("_checked", "_read", "_source")

    def __init__(self, value: str | Callable[[], str], source: KeySource = APP_KEY) -> None:
        self._source = source
        if isinstance(value, str):
            problem = _problem(value)
            if problem:
                value = ""  # A traceback with local variables must not show it.
                raise ValueError(f"{source.parameter} (or {source.env}) {problem}")
            self._read: Callable[[], object] = _constant(value)
            self._checked = True
        elif callable(value):
            self._read = value
            self._checked = False
        else:
            kind, value = type(value).__name__, ""
            raise TypeError(f"{source.parameter} must be a string or a callable that returns one, not {kind}")

    def reveal(self) -> str:
        """The key as it is now. A callable is called, and what it returns is checked like a key given as a string."""
        value = self._read()
        if self._checked:
            return cast("str", value)
        if not isinstance(value, str):
            close = getattr(value, "close", None)  # A coroutine that is dropped warns of never having been awaited.
            if callable(close):
                close()
            kind, value = type(value).__name__, None
            raise TypeError(f"the callable given as {self._source.parameter} must return a string, but returned {kind}")
        problem = _problem(value)
        if problem:
            value = None
            raise ValueError(f"what the callable given as {self._source.parameter} returned {problem}")
        return value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self

    def __reduce__(self) -> Never:
        raise TypeError("API keys are not pickled: read them from the environment where the copy wakes")


def choose_key(kind: KeyKind, *, app: Secret | None, dataset: Secret | None) -> Secret | None:
    """The key to send: of the kind that is needed, else the other one; None when no key is needed.

    One key serves everything when only one was given: behind a gateway a key's looks prove nothing, so Dify, not this
    package, decides what a key may do.

    Raises:
        ValueError: No key was given at all; the message names the parameter and the environment variable.
    """
    if kind == "none":
        return None
    source, key = (APP_KEY, app or dataset) if kind == "app" else (DATASET_KEY, dataset or app)
    if key is None:
        raise ValueError(
            f"no API key: pass {source.parameter}= to the client or set the environment variable {source.env}. "
            + (
                "Dify shows an app's key on its API Access page."
                if kind == "app"
                else "Dify shows it under Knowledge, API."
            )
        )
    return key


def _constant(key: str) -> Callable[[], str]:
    return lambda: key


def _problem(key: str) -> str | None:
    """What is wrong with a key, without the key."""
    if not key.strip():
        return "is empty"
    if key[:7].lower() == "bearer ":
        return "starts with 'Bearer ': pass the key alone, the header is made from it"
    if any(brace in key for brace in "{}"):
        return "contains a brace: a placeholder that was not filled in?"
    if any(quote in key for quote in "\"'\\"):
        return "contains a quote or a backslash: pass the key without the quotes around it"
    if any(character.isspace() for character in key):
        return "contains white space: a line break or a blank that came along with the key?"
    if not key.isascii() or not key.isprintable():
        return "contains a character that no HTTP header can carry: copy the key again from Dify"
    return None
