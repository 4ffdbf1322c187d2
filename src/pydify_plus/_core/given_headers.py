"""Headers that callers give, which may be secrets: held so that no local variable of a traceback shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class GivenHeaders(Mapping[str, str]):
    """A mapping that shows the names of its headers, never a value. A dict would be shown whole by whatever prints one."""

    # Not the values themselves: error reporters that print local variables print attributes too.
    __slots__ = ("_names", "_value_of")

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._names = tuple(headers)
        self._value_of = dict(headers).__getitem__

    def __getitem__(self, name: str) -> str:
        if name not in self._names:
            raise KeyError(name)
        return self._value_of(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"GivenHeaders({', '.join(map(repr, self._names))})"
