"""Objects of Dify in place of their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable


def id_of(value: object, *names: str) -> str:
    """The id that `value` is or carries.

    Args:
        value: An id, or an object of Dify: a view, a page's item, a stream, an interrupted stream's error.
        names: The fields that may hold it, the most specific first.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(value, str):
        return value
    for name in names:
        found = getattr(value, name, None)
        if isinstance(found, str) and found:
            return found
    raise TypeError(f"expected an id, or an object with {' or '.join(names)}, not {type(value).__name__}")


def ids_of(values: object, *names: str) -> list[str]:
    """The ids of several objects, given as a list or another collection; a single one may be given as it is.

    Args:
        values: What `id_of` takes, or a collection of it.
        names: As for `id_of`.

    Raises:
        TypeError: One of them is neither an id nor an object that carries one.
    """
    many = isinstance(values, (list, tuple, set, frozenset))
    return [id_of(value, *names) for value in (cast("Iterable[object]", values) if many else (values,))]
