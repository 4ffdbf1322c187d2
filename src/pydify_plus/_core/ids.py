"""Objects of Dify in place of their ids."""

from __future__ import annotations


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
